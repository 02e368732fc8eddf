/* What moderators do, as the page shows it: a question answered, an entry changed with a look at the
 * change first, somebody's words kept with their consent. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { open, run, startBrowser, startSlackbox } from './harness.js';

const ASKD = process.env.ASKD ?? 'build/askd';
const LARGE = { viewport: { width: 1180, height: 980 } };
let box, askd, browser, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askd-teach-'));
  writeFileSync(
    join(folder, 'askd.conf'),
    '[community]\ntriage_channel = C0TRIAGE\nmoderators = U0MOD, U0LIN\n',
  );
  box = await startSlackbox(['--quiet', '--no-rate-limit']);
  await box.ask('manifest', { manifest: JSON.parse(execFileSync(ASKD, ['manifest'])) });
  askd = run(ASKD, ['run'], {
    ASKD_DB: join(folder, 'askd.db'),
    ASKD_CONFIG: join(folder, 'askd.conf'),
    SLACK_API_URL: box.api,
    SLACK_APP_TOKEN: box.app_token,
    SLACK_BOT_TOKEN: box.bot_token,
  });
  const up = await box.ask('wait', { what: 'connections', count: 2, timeout_ms: 10000 });
  assert.ok(up.ok, `askd connects: ${JSON.stringify(up)}`);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  assert.equal(await askd?.stop(), 0, 'askd ends well');
  await box?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (user, text) =>
  box.ask('slash', { user, channel: 'C0HELP', command: '/ask', text, wait_ms: 5000 });
const seen = (user, channel, contains) =>
  box.ask('wait', { user, channel, contains, timeout_ms: 8000 });

test('two clicks and the words: from the card to a published answer', async () => {
  await ask('U0ANA', 'How do I configure the zorbulator?');
  const { page, shot, blame, close } = await open(browser, box, 'U0MOD/C0TRIAGE', LARGE);
  const form = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Answer…' }).click();
  await form.locator('textarea').first().fill('Turn the **zorb** knob.');
  await shot('teach-answer');
  await form.getByRole('button', { name: 'Preview' }).click();
  await form.locator('strong, b', { hasText: 'zorb' }).waitFor();
  await shot('teach-preview');
  await form.getByText('Back', { exact: true }).click();
  await form.getByText('Send', { exact: true }).click();
  await page.getByText('answered this').waitFor();
  assert.ok((await seen('U0ANA', 'dm', 'knob')).ok, 'who asked is told');
  blame();
  await close();
});

test('a change is seen before it is published, and can be taken back', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0MOD/C0HELP', LARGE);
  const form = page.getByRole('dialog');
  await write('/askd entry containerd');
  await page.getByRole('button', { name: 'Edit English…' }).click();
  await form.locator('textarea').first().fill('A runtime of containers, put plainly.');
  await form.getByText('Preview…', { exact: true }).click();
  await form.getByText('+A runtime of containers, put plainly.').waitFor();
  await shot('teach-change');
  await form.getByText('Publish', { exact: true }).click();
  await form.waitFor({ state: 'detached' });
  await write('/askd history containerd');
  await page.getByRole('button', { name: 'Back to 1…' }).click();
  await form.getByText('-A runtime of containers, put plainly.').waitFor();
  await shot('teach-back');
  await form.getByText('Go back', { exact: true }).last().click();
  await form.waitFor({ state: 'detached' });
  blame();
  await close();
});

test('征得作者同意之后，消息才会成为条目', async () => {
  const text = 'Blue paint suits a doohickey.';
  const { ts } = await box.ask('say', { user: 'U0WEI', channel: 'C0HELP', text });
  await ask('U0WEI', '普罗米修斯是谁捐给 CNCF 的？');
  await ask('U0LIN', '普罗米修斯是谁捐给 CNCF 的？');
  const lin = await open(browser, box, 'U0LIN/C0HELP', LARGE);
  const form = lin.page.getByRole('dialog');
  const shortcut = { user: 'U0LIN', callback_id: 'save.open', channel: 'C0HELP', ts };
  await box.ask('shortcut', shortcut);
  await form.getByLabel('标题').fill('What paint suits a doohickey?');
  await lin.shot('teach-save-zh');
  await form.getByText('征求作者同意', { exact: true }).click();
  await form.waitFor({ state: 'detached' });

  const wei = await open(browser, box, 'U0WEI/dm', LARGE);
  await wei.page.getByText('askd', { exact: true }).first().click();
  await wei.shot('teach-consent-zh');
  await wei.page.getByRole('button', { name: '同意发布' }).click();
  assert.ok((await seen('U0LIN', 'dm', '已同意发布')).ok, 'the moderator hears of it');
  lin.blame();
  wei.blame();
  await lin.close();
  await wei.close();
});
