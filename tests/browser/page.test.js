/* The page with an app on Slack's own SDK behind it: every block, control and modal it can draw. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open, PHONE, startBrowser, startSlackbox, until } from './harness.js';
import { everything, manifest, startSample } from './sample_app.js';

let box, sample, browser;

before(async () => {
  box = await startSlackbox(['--quiet', '--no-rate-limit']);
  await box.ask('manifest', { manifest });
  sample = await startSample(box);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.stop();
  await box?.stop();
});

const heard = (name) =>
  until(() => sample.heard.findLast((one) => one[0] === name), `the app hears of ${name}`);

test('what people write is shown as text and never becomes markup', async () => {
  const ana = await open(browser, box, 'U0ANA/C0CHINA');
  const hostile =
    '<img src=x onerror=alert(1)> <script>alert(2)</script> *bold* <javascript:alert(3)|click> &lt;b&gt;';
  await ana.write(hostile);
  const message = ana.page.locator('.message .text').last();
  await message.waitFor();
  assert.equal(await ana.page.locator('.message img, .message script, .message a').count(), 0);
  assert.match(await message.textContent(), /<img src=x onerror=alert\(1\)> <script>/);
  assert.equal(await message.locator('b').textContent(), 'bold');
  await box.ask('bot_say', {
    channel: 'china',
    text: '<javascript:alert(1)|x> <https://cncf.io|CNCF> <@U0ANA> <!here>',
  });
  const links = ana.page.locator('.message a');
  await links.first().waitFor();
  assert.deepEqual(await links.evaluateAll((all) => all.map((one) => one.href)), [
    'https://cncf.io/',
  ]);
  assert.equal(await ana.page.locator('.mention.mine').first().textContent(), '@Ana Lima');
  ana.blame();
  await ana.close();
});

test('a command is completed, run, and answered to its person alone', async () => {
  const ana = await open(browser, box, 'U0ANA/C0HELP');
  const field = ana.page.locator('#foot [data-compose]');
  await ana.write('/nonsense');
  await ana.page.getByText('/nonsense is not a valid command.').waitFor();
  assert.equal(await field.inputValue(), '/nonsense', 'what was written is not lost');
  await field.fill('/samp');
  assert.deepEqual(await ana.page.locator('.completion b').allTextContents(), [
    '/sample',
    '/sampler',
  ]);
  await field.press('Enter');
  assert.equal(await field.inputValue(), '/sample ');
  assert.match(
    await ana.page.locator('#foot .usage').textContent(),
    /\[anything\] · Show everything/,
  );
  await field.pressSequentially('please');
  await field.press('Enter');
  const answer = ana.page.locator('.message.ephemeral').last();
  await answer.getByText('Everything at once').waitFor();
  assert.match(await answer.locator('.only-you').textContent(), /Only visible to you/);
  assert.deepEqual(await heard('/sample'), ['/sample', 'please']);
  assert.equal(await answer.locator('.block').count(), everything.length);
  assert.equal(await answer.locator('.markdown table th.end').textContent(), 'stars');
  assert.equal(await answer.locator('.markdown ul ul li').textContent(), 'nested');
  await ana.page.mouse.move(0, 0);
  await ana.shot('blocks-desktop');
  await box.ask('say', { user: 'U0ANA', channel: 'help', text: 'That was private.' });
  const wei = await open(browser, box, 'U0WEI/C0HELP');
  await wei.page.getByText('That was private.').waitFor();
  assert.equal(await wei.page.locator('.message.ephemeral').count(), 0);
  ana.blame();
  await wei.close();
  await ana.close();
});

test('every control tells the app what was chosen', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0ANA/C0GENERAL');
  await write('/sample');
  const answer = page.locator('.message.ephemeral').last();
  await answer.waitFor();
  await answer.locator('[data-block="topic_row"] .select').click();
  await page.locator('.select-list .search').fill('stor');
  await page.keyboard.press('Enter');
  assert.deepEqual(await heard('topic'), ['topic', 'storage']);

  await answer.getByRole('button', { name: 'Find an entry' }).click();
  await page.locator('.select-list .search').fill('node');
  await page.getByText('Draining: node').waitFor();
  await shot('select-desktop');
  await page.keyboard.press('Enter');
  assert.deepEqual(await heard('entry'), ['entry', 'drain']);

  await answer.getByRole('button', { name: 'Who' }).click();
  await page.getByRole('option', { name: '林静' }).click();
  assert.deepEqual(await heard('who'), ['who', 'U0LIN']);

  await answer.locator('input[type=date]').fill('2026-03-01');
  assert.deepEqual(await heard('day'), ['day', '2026-03-01']);

  await answer.getByLabel('Contribute').check();
  assert.deepEqual(await heard('goal'), ['goal', ['contribute']]);

  await answer.locator('.actions').getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Show sources' }).click();
  assert.deepEqual(await heard('more'), ['more', 'sources']);

  await answer.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Keep' }).click();
  assert.equal(sample.heard.filter((one) => one[0] === 'delete').length, 0);
  await answer.getByRole('button', { name: 'Delete' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
  assert.deepEqual(await heard('delete'), ['delete', 'delete']);

  await answer.getByRole('button', { name: 'Silence' }).click();
  await answer.getByText('operation_timeout').waitFor();
  blame();
  await close();
});

test('a modal keeps what is typed, shows what is wrong, stacks, and is sent', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0SAM/C0GENERAL');
  await write('/sample');
  await page
    .locator('.message.ephemeral')
    .last()
    .getByRole('button', { name: 'Ask the maintainers' })
    .click();
  const dialog = page.locator('dialog.modal');
  const words = dialog.locator('textarea');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.locator('[data-block="words"] .error').waitFor(); // an input that must not be empty
  await words.fill('car?');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByText('Please say a little more.').waitFor();
  assert.equal(await words.inputValue(), 'car?');
  await shot('modal-desktop');

  await words.fill('How do I fix my car?');
  await dialog.getByRole('button', { name: 'Another form' }).click();
  await dialog.getByText('A second form').waitFor();
  assert.deepEqual(await heard('typed'), ['typed', 'How do I fix my car?']);
  await dialog.getByRole('button', { name: 'Back' }).click();
  await dialog.getByText('Ask the maintainers').waitFor();
  assert.equal(await words.inputValue(), 'How do I fix my car?');

  await dialog.locator('[data-block="topic"] .select').click();
  await page.getByRole('option', { name: 'Networking' }).click();
  await dialog.locator('[data-block="langs"] .select').click();
  await page.getByRole('option', { name: '中文' }).click();
  await page.keyboard.press('Escape'); // the list, not the modal
  await dialog.getByLabel('Later').check();
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [, values] = await heard('question');
  assert.equal(values.words.text.value, 'How do I fix my car?');
  assert.equal(values.topic.pick.selected_option.value, 'networking');
  assert.deepEqual(
    values.langs.pick.selected_options.map((one) => one.value),
    ['en', 'zh'],
  );
  assert.equal(values.when.pick.selected_option.value, 'later');

  await page
    .locator('.message.ephemeral')
    .last()
    .getByRole('button', { name: 'Ask the maintainers' })
    .click();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await heard('closed');
  await page.locator('.place.unread', { hasText: 'askd' }).click();
  await page.getByText('Noted: How do I fix my car?').waitFor();
  blame();
  await close();
});

test('threads, reactions, message shortcuts and the home tab', async () => {
  const { page, write, shot, blame, close } = await open(browser, box, 'U0WEI/C0HELP');
  await write('echo 谢谢大家');
  const line = page.locator('.thread-line').last();
  await line.click();
  const thread = page.locator('#thread');
  await thread.locator('.message').nth(1).getByText('谢谢大家').waitFor();
  await thread.locator('[data-compose]').fill('不客气');
  await thread.locator('[data-compose]').press('Enter');
  await thread.getByText('不客气').waitFor();
  assert.equal(await line.textContent(), '2 条回复');
  await shot('thread-desktop-zh');
  await thread.getByRole('button', { name: '关闭' }).click();

  const message = page.locator('#stream .message').last();
  await message.hover();
  await message.getByRole('button', { name: '添加表情回应' }).click();
  await page.getByRole('button', { name: 'tada' }).click();
  assert.equal(await message.locator('.reaction').textContent(), '🎉 1');
  await message.hover();
  await message.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: 'Keep this' }).click();
  assert.equal((await heard('shortcut'))[1], await message.getAttribute('data-ts'));

  await page.getByRole('button', { name: 'askd · 主页' }).click();
  await page.getByRole('button', { name: 'Press' }).click();
  await heard('home');
  blame();
  await close();
});

test('a phone has a drawer, nothing wider than itself, and the language of its person', async () => {
  const { page, shot, blame, close } = await open(browser, box, 'U0LIN/C0HELP', PHONE);
  const side = page.locator('#side');
  await page.locator('.message').first().tap();
  await page.locator('.message').first().getByRole('button', { name: '更多操作' }).tap();
  await page.getByRole('menuitem', { name: 'Keep this' }).waitFor();
  await page.getByRole('heading', { name: 'help' }).tap();
  await page.locator('.popover').waitFor({ state: 'detached' });
  assert.equal(await side.isVisible(), false);
  await page.getByRole('button', { name: '打开频道列表' }).tap();
  await side.getByText('频道').first().waitFor();
  await shot('drawer-phone-zh');
  await side.getByRole('button', { name: 'general' }).tap();
  await side.waitFor({ state: 'hidden' });
  await page.locator('#foot [data-compose]').fill('/sample');
  await page.locator('#foot .send').tap();
  await page.locator('.message.ephemeral').waitFor();
  await shot('blocks-phone-zh');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(wide, 380);
  await page
    .locator('.message.ephemeral')
    .getByRole('button', { name: 'Ask the maintainers' })
    .tap();
  await page.locator('dialog.modal').waitFor();
  await shot('modal-phone-zh');
  await page.getByRole('button', { name: 'Cancel' }).tap();
  await page.locator('dialog.modal').waitFor({ state: 'detached' });
  blame();
  await close();
});

test('another person can be played, a newcomer invited, and a bot that is away is told of', async () => {
  const { page, shot, blame, close } = await open(browser, box, 'U0ANA/C0HELP', {
    colorScheme: 'dark',
  });
  await page.locator('.self').click();
  await page.getByRole('menuitem', { name: '林静' }).click();
  await page.getByText('当前身份').waitFor();
  await page.locator('.self').click();
  await page.getByRole('menuitem', { name: '邀请一位新人' }).click();
  await page.getByLabel('新人的名字').fill('Nova Star');
  await page.getByLabel('新人的语言').selectOption('en-US');
  await page.getByRole('button', { name: '邀请', exact: true }).click();
  await page.locator('.self', { hasText: 'Nova Star' }).waitFor();
  await page.locator('.self', { hasText: 'You are' }).waitFor();
  await shot('newcomer-dark');
  await sample.stop();
  await page.getByText('askd is not connected').waitFor();
  blame();
  await close();
});
