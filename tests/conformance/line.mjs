// One Socket Mode connection made by hand: frames in and out as they are, so that wrong ones can be sent too.
import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import http from 'node:http';

export async function ticket(box) {
  const answer = await fetch(`${box.api}apps.connections.open`, {
    method: 'POST', headers: { authorization: `Bearer ${box.app_token}` },
  });
  return answer.json();
}

// Resolves to a Line, or to the HTTP status when the upgrade is refused.
export async function open(box, url) {
  const address = new URL(url ?? (await ticket(box)).url);
  const key = randomBytes(16).toString('base64');
  const request = http.request({
    host: address.hostname, port: address.port, path: address.pathname + address.search,
    headers: {
      connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key,
    },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.on('upgrade', (response, socket, head) => resolve(new Line(key, response, socket, head)));
    request.on('response', (response) => resolve(response.statusCode));
    request.on('error', reject);
  });
}

export class Line extends EventEmitter {
  constructor(key, response, socket, head) {
    super();
    const right = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.accepted = response.headers['sec-websocket-accept'] === right;
    this.socket = socket;
    this.bytes = head;
    this.frames = []; // not yet taken by next()
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.code ?? 1006)));
    this.closed.then(() => this.emit('frame'));
    socket.on('error', () => {});
    socket.on('data', (bytes) => { this.bytes = Buffer.concat([this.bytes, bytes]); this.read(); });
    this.read();
  }

  read() {
    for (;;) {
      const { bytes } = this;
      if (bytes.length < 2) return;
      let length = bytes[1] & 127, head = 2;
      if (length === 126) { if (bytes.length < 4) return; length = bytes.readUInt16BE(2); head = 4; }
      if (length === 127) { if (bytes.length < 10) return; length = Number(bytes.readBigUInt64BE(2)); head = 10; }
      if (bytes.length < head + length) return;
      this.bytes = bytes.subarray(head + length);
      this.take(bytes[0] & 15, bytes[0] >= 128, bytes.subarray(head, head + length));
    }
  }

  take(opcode, fin, payload) {
    if (opcode === 8) {
      this.code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.reason = payload.subarray(2).toString();
    }
    this.frames.push({ opcode, fin, payload });
    this.emit('frame');
  }

  // The next frame that fits, at most ms from now; null when the line ends before.
  async frame(fits, ms = 5000) {
    const until = Date.now() + ms;
    for (;;) {
      const at = this.frames.findIndex(fits);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      if (this.socket.destroyed) return null;
      if (Date.now() > until) throw new Error('no such frame came');
      await new Promise((go) => {
        const timer = setTimeout(go, 50);
        this.once('frame', () => { clearTimeout(timer); go(); });
      });
      this.removeAllListeners('frame');
    }
  }

  // The next JSON message whose type (or inner type) is that.
  async message(type, ms) {
    const parse = (frame) => { try { return JSON.parse(frame.payload); } catch { return {}; } };
    const of = (json) => [json.type, json.reason, json.payload?.type, json.payload?.event?.type, json.payload?.command];
    const frame = await this.frame((one) => one.opcode === 1 && of(parse(one)).includes(type), ms);
    return frame && parse(frame);
  }

  send(payload, { opcode = 1, fin = true } = {}) {
    const text = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
    const head = Buffer.alloc(14);
    head[0] = (fin ? 128 : 0) | opcode;
    let used = 2;
    if (text.length < 126) head[1] = 128 | text.length;
    else { head[1] = 128 | 126; head.writeUInt16BE(text.length, 2); used = 4; }
    this.socket.write(Buffer.concat([head.subarray(0, used + 4), text])); // a mask of zeros
  }

  ack({ envelope_id }, payload) {
    this.send(payload ? { envelope_id, payload } : { envelope_id });
  }

  end() { this.socket.destroy(); }
}
