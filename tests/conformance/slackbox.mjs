// Starts $SLACKBOX and speaks its control API, for the tests beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class Slackbox {
  static async start(...options) {
    const program = process.env.SLACKBOX;
    if (!program) throw new Error('SLACKBOX names no program');
    const child = spawn(program, ['--quiet', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const box = new Slackbox();
    box.child = child;
    for (const word of line.split(' ').slice(1)) {
      const at = word.indexOf('=');
      box[word.slice(0, at)] = word.slice(at + 1);
    }
    return box;
  }

  // Resolves to the exit status, so that a test can insist on a clean end.
  async stop() {
    this.child.kill('SIGTERM');
    const [status] = await once(this.child, 'exit');
    return status;
  }

  async try(verb, args = {}) {
    const answer = await fetch(`${this.control}control/${verb}`, { method: 'POST', body: JSON.stringify(args) });
    return answer.json();
  }

  async do(verb, args = {}) {
    const answer = await this.try(verb, args);
    if (!answer.ok) throw new Error(`${verb}: ${answer.error}`);
    return answer;
  }
}
