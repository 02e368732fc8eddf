/* askd itself, as a newcomer to `make demo` meets it: questions in both languages, and what is then
 * done with the answers. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DESKTOP, open, PHONE, run, startBrowser, startSlackbox } from './harness.js';

const ASKD = process.env.ASKD ?? 'build/askd';
let box, askd, browser, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askd-browser-'));
  box = await startSlackbox(['--quiet', '--no-rate-limit']);
  await box.ask('manifest', { manifest: JSON.parse(execFileSync(ASKD, ['manifest'])) });
  askd = run(ASKD, ['run'], {
    ASKD_DB: join(folder, 'askd.db'),
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

const links = (message) => message.locator('a').evaluateAll((all) => all.map((one) => one.href));

test('a question in English gets a sourced answer that only its asker sees', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0ANA/C0HELP');
  await page.getByRole('button', { name: '/ask what does containerd do?' }).click();
  await page.locator('#foot [data-compose]').press('Enter');
  const answer = page.locator('.message.ephemeral', { hasText: 'container runtime' });
  await answer.waitFor();
  assert.ok((await links(answer)).includes('https://containerd.io/'));
  assert.match(await answer.textContent(), /Only visible to you.*Sources: /s);
  await shot('answer-desktop-en');
  await answer.getByRole('button', { name: 'Helpful', exact: true }).click();
  await answer.getByText('Marked helpful').waitFor();
  assert.equal(await answer.getByRole('button', { name: 'Not helpful' }).count(), 0);

  await write('/ask how do I fix my car?');
  const unknown = page.locator('.message.ephemeral', { hasText: "I don't know" });
  await unknown.waitFor();
  assert.match(await unknown.textContent(), /maintainer will see it/);
  await shot('unknown-desktop-en');
  blame();
  await close();
});

test('中文提问得到有来源的中文回答', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0WEI/C0CHINA', PHONE);
  await write('/ask 普罗米修斯是谁捐给 CNCF 的？');
  const answer = page.locator('.message.ephemeral', { hasText: 'SoundCloud' });
  await answer.waitFor();
  assert.match(await answer.textContent(), /仅您可见.*来源/s);
  assert.ok((await links(answer)).includes('https://prometheus.io/'));
  await shot('answer-phone-zh');
  await answer.getByRole('button', { name: '没帮助' }).tap();
  await answer.getByText('已标记为没帮助').waitFor();
  await answer.getByRole('button', { name: '请教维护者' }).tap();
  await answer.getByText('维护者会看到').waitFor();
  await shot('maintainers-phone-zh');
  blame();
  await close();
});

test('examples that do not fit are left out whole', async () => {
  for (const width of [1180, 960]) {
    const { page, blame, close } = await open(browser, box, 'U0SAM/C0STORAGE', {
      viewport: { width, height: 800 },
    });
    await page.locator('.example').first().waitFor();
    const cut = await page.locator('.examples').evaluate((row) => {
      const end = row.getBoundingClientRect().bottom;
      const box = (one) => one.getBoundingClientRect();
      return [...row.children].filter((one) => box(one).top < end && box(one).bottom > end).length;
    });
    assert.equal(cut, 0, `at ${width}`);
    blame();
    await close();
  }
});

test('a mention is answered in its thread, and an answer can be shown to everyone', async () => {
  const large = { viewport: { width: 1280, height: 840 } };
  const ana = await open(browser, box, 'U0ANA/C0GENERAL', large);
  const wei = await open(browser, box, 'U0WEI/C0GENERAL', { ...DESKTOP, colorScheme: 'dark' });
  await wei.write('@askd 普罗米修斯是谁捐给 CNCF 的？');
  await wei.page.locator('.thread-line').click();
  const reply = wei.page.locator('#thread .message').nth(1);
  await reply.getByText('来源').waitFor();
  await wei.shot('thread-dark-zh');
  await ana.write('/ask what does containerd do?');
  const answer = ana.page.locator('.message.ephemeral', { hasText: 'Sources' });
  await answer.waitFor();
  await ana.page.locator('.thread-line').click();
  await ana.page.locator('#thread').getByText('来源').waitFor();
  await ana.page.mouse.move(0, 0);
  await ana.shot('chat-page'); // the picture of the README: deploy/chat-page.png

  await answer.getByRole('button', { name: 'Show to everyone' }).click();
  const shared = wei.page.locator('.message:not(.ephemeral)', { hasText: 'shared this answer' });
  await shared.waitFor();
  assert.match(await shared.textContent(), /@Ana Lima/);
  ana.blame();
  wei.blame();
  await ana.close();
  await wei.close();
});

test('a message of somebody else is looked up from its menu', async () => {
  await box.ask('say', { user: 'U0SAM', channel: 'help', text: 'What is a container registry?' });
  const { page, blame, close } = await open(browser, box, 'U0ANA/C0HELP');
  const question = page.locator('.message', { hasText: 'container registry' }).first();
  await question.hover();
  await question.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Ask askd' }).click();
  await page.locator('.message.ephemeral blockquote', { hasText: 'container registry' }).waitFor();
  blame();
  await close();
});

test('the home tab greets in one’s language, and one can be forgotten', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0LIN/C0CHINA');
  await write('/ask containerd 是做什么的？'); // it answers in the language one writes in
  await page.locator('.message.ephemeral', { hasText: '来源' }).waitFor();
  await page.getByRole('button', { name: 'askd · 主页' }).click();
  await page.getByText('如何提问').waitFor();
  await shot('home-desktop-zh');
  await page.getByRole('button', { name: 'china' }).click();
  await write('/askd privacy');
  await page.getByRole('button', { name: '删除我的数据' }).click();
  const dialog = page.locator('dialog.confirm');
  await dialog.getByText('此操作无法撤销').waitFor();
  await shot('confirm-desktop-zh');
  await dialog.getByRole('button', { name: '删除' }).click();
  await page.getByText('不再保存任何与你有关的信息').waitFor();
  blame();
  await close();
});
