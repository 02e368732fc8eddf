// The official SDKs, unchanged, against slackbox: what works with Slack must work here, and what Slack
// refuses must be refused here.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Slackbox } from './slackbox.mjs';

// The SDKs have been CommonJS and ES modules in turn; require() of either gives the same names.
const require = createRequire(import.meta.url);
const { App, LogLevel } = require('@slack/bolt');
const { SocketModeClient } = require('@slack/socket-mode');
const { WebClient } = require('@slack/web-api');

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };
const plain = (text) => ({ type: 'plain_text', text });

const modal = {
  type: 'modal', callback_id: 'form', title: plain('Form'), submit: plain('Save'), notify_on_close: true,
  blocks: [
    { type: 'input', block_id: 'name', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'text' } },
    {
      type: 'input', block_id: 'entry', optional: true, label: plain('Entry'),
      element: { type: 'external_select', action_id: 'pick', min_query_length: 0 },
    },
  ],
};

describe('a bolt app', () => {
  let box, app;

  before(async () => {
    box = await Slackbox.start();
    app = new App({
      token: box.bot_token, appToken: box.app_token, socketMode: true, logger: quiet,
      clientOptions: { slackApiUrl: box.api },
    });
    app.command('/hello', ({ command, ack }) => ack({ text: `hello ${command.text}` }));
    app.command('/form', async ({ command, ack, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal });
    });
    app.command('/later', async ({ ack, respond }) => {
      await ack();
      await respond({ response_type: 'in_channel', text: 'here it is' });
    });
    app.event('app_mention', ({ event, say }) =>
      say({
        thread_ts: event.ts, text: 'an answer',
        blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'good', text: plain('Good'), value: '1' }] }],
      }));
    app.message('ping', ({ say }) => say('pong'));
    app.action('good', async ({ ack, respond, body }) => {
      await ack();
      await respond({ replace_original: true, text: `thanks <@${body.user.id}>` });
    });
    app.view('form', ({ ack, view }) =>
      view.state.values.name.text.value === 'wrong'
        ? ack({ response_action: 'errors', errors: { name: 'not that' } })
        : ack());
    app.view({ callback_id: 'form', type: 'view_closed' }, ({ ack }) => ack());
    app.options('pick', ({ options, ack }) => ack({ options: [{ text: plain(`about ${options.value}`), value: 'x' }] }));
    app.shortcut('everywhere', async ({ shortcut, ack, client }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: { ...modal, title: plain('Shortcut') } });
    });
    app.shortcut('on_message', async ({ shortcut, ack, respond }) => {
      await ack();
      await respond(`about: ${shortcut.message.text}`);
    });
    app.event('app_home_opened', ({ event, client }) =>
      client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'header', text: plain('Welcome home') }] },
      }));
    app.event('team_join', async ({ event, client }) => {
      const dm = await client.conversations.open({ users: event.user.id });
      await client.chat.postMessage({ channel: dm.channel.id, text: `welcome ${event.user.real_name}` });
    });
    app.error(async (error) => { throw error; });
    await app.start();
    await box.do('wait', { what: 'connections', count: 1 });
  });

  after(async () => {
    await app.stop();
    assert.equal(await box.stop(), 0);
  });

  it('answers a slash command in the ack', async () => {
    const act = await box.do('slash', { user: 'ana', channel: 'help', command: '/hello', text: 'a & b', wait_ms: 3000 });
    assert.equal(act.acked, true);
    assert.equal(act.payload.text, 'hello a &amp; b');
    const mine = await box.do('wait', { user: 'ana', channel: 'help', contains: 'hello a' });
    assert.equal(mine.messages[0].ephemeral, true);
    const theirs = await box.do('see', { user: 'wei', channel: 'help', all: true });
    assert.ok(!theirs.messages.some((message) => message.text.includes('hello a')));
  });

  it('answers by response_url', async () => {
    await box.do('slash', { user: 'ana', channel: 'help', command: '/later' });
    const seen = await box.do('wait', { user: 'wei', channel: 'help', contains: 'here it is' });
    assert.equal(seen.messages[0].ephemeral, false);
  });

  it('answers a mention in its thread, and the button there replaces the answer', async () => {
    const { ts } = await box.do('say', { user: 'ana', channel: 'help', text: '@askd what is this?' });
    const seen = await box.do('wait', { user: 'wei', channel: 'help', thread_ts: ts, from: 'bot' });
    await box.do('click', { user: 'wei', channel: 'help', ts: seen.messages[0].ts, action_id: 'good', wait_ms: 3000 });
    const now = await box.do('wait', { user: 'ana', channel: 'help', thread_ts: ts, contains: 'thanks' });
    assert.equal(now.messages[0].text, 'thanks <@U0WEI>');
    assert.equal(now.messages[0].ts, seen.messages[0].ts);
    assert.equal(now.messages[0].blocks, undefined);
  });

  it('answers a direct message', async () => {
    await box.do('say', { user: 'lin', channel: 'dm', text: 'ping' });
    await box.do('wait', { user: 'lin', channel: 'dm', contains: 'pong' });
    assert.equal((await box.try('see', { user: 'ana', channel: 'D0LIN' })).error, 'channel_not_found');
  });

  it('shows a modal, its errors, its options, and closes it', async () => {
    await box.do('slash', { user: 'ana', channel: 'help', command: '/form' });
    const { view } = await box.do('wait', { what: 'modal', user: 'ana', callback_id: 'form' });
    assert.equal((await box.try('submit', { user: 'ana', values: {} })).error, 'form_invalid');
    const wrong = await box.do('submit', { user: 'ana', values: { name: 'wrong' }, wait_ms: 3000 });
    assert.equal(wrong.closed, false);
    assert.deepEqual(wrong.errors, { name: 'not that' });
    const offer = await box.do('suggest', {
      user: 'ana', view_id: view.id, action_id: 'pick', value: 'pods', wait_ms: 3000,
    });
    assert.equal(offer.options[0].text.text, 'about pods');
    const right = await box.do('submit', { user: 'ana', values: { name: 'right', entry: 'x' }, wait_ms: 3000 });
    assert.equal(right.closed, true);
    assert.equal(right.view, null);
  });

  it('runs global and message shortcuts', async () => {
    await box.do('shortcut', { user: 'wei', callback_id: 'everywhere' });
    const { view } = await box.do('wait', { what: 'modal', user: 'wei' });
    assert.equal(view.title.text, 'Shortcut');
    assert.equal((await box.do('close_view', { user: 'wei', wait_ms: 3000 })).acked, true);
    await box.do('wait', { what: 'no_modal', user: 'wei' });
    const { ts } = await box.do('say', { user: 'ana', channel: 'storage', text: 'volumes?' });
    await box.do('shortcut', { user: 'wei', channel: 'storage', ts, callback_id: 'on_message' });
    await box.do('wait', { user: 'wei', channel: 'storage', contains: 'about: volumes?' });
  });

  it('publishes a home tab', async () => {
    await box.do('home', { user: 'sam' });
    await box.do('wait', { what: 'home', user: 'sam', contains: 'Welcome home' });
  });

  it('greets who joins the team', async () => {
    const { user } = await box.do('invite', { name: 'jo', real_name: 'Jo Mercer', locale: 'pt-PT' });
    await box.do('wait', { user, channel: 'dm', contains: 'welcome Jo Mercer' });
  });

  it('tells a person when nobody answers a command', async () => {
    const act = await box.do('slash', { user: 'mod', channel: 'help', command: '/nobody', wait_ms: 5000 });
    assert.equal(act.error, 'operation_timeout');
    await box.do('wait', { user: 'mod', channel: 'help', contains: 'operation_timeout' });
  });

  it('survives a refresh', async () => {
    const before = (await box.do('stats')).connections_ever;
    await box.do('socket', { do: 'disconnect', reason: 'refresh_requested', close_ms: 1000 });
    await box.do('wait', { what: 'connections', count: 0, timeout_ms: 5000 });
    await box.do('wait', { what: 'connections', count: 1, timeout_ms: 15000 });
    assert.ok((await box.do('stats')).connections_ever > before);
    const act = await box.do('slash', { user: 'ana', channel: 'help', command: '/hello', text: 'again', wait_ms: 3000 });
    assert.equal(act.acked, true);
  });
});

describe('a socket mode client', () => {
  let box;

  before(async () => { box = await Slackbox.start('--time-scale', '0.1'); });
  after(async () => assert.equal(await box.stop(), 0));

  const connect = async (test) => {
    const client = new SocketModeClient({ appToken: box.app_token, logger: quiet, clientOptions: { slackApiUrl: box.api } });
    test.after(() => client.disconnect());
    await client.start();
    return client;
  };

  it('gets an event again until it acks, with the same event_id', async (test) => {
    const client = await connect(test);
    const seen = [];
    client.on('app_mention', ({ ack, body, envelope_id, retry_num }) => {
      seen.push({ id: body.event_id, envelope_id, retry_num });
      if (seen.length > 2) ack();
    });
    client.on('message', ({ ack }) => ack());
    await box.do('say', { user: 'ana', channel: 'help', text: '@askd hello' });
    await box.do('wait', { what: 'idle', timeout_ms: 20000 });
    assert.ok(seen.length >= 3);
    assert.equal(new Set(seen.map((one) => one.id)).size, 1);
    assert.equal(new Set(seen.map((one) => one.envelope_id)).size, seen.length);
    assert.deepEqual(seen.slice(0, 3).map((one) => one.retry_num), [0, 1, 2]);
  });

  it('is back after it was cut off, and gets what it missed', async (test) => {
    const client = await connect(test);
    const heard = new Promise((resolve) => {
      client.on('message', async ({ ack, event }) => { await ack(); resolve(event.text); });
    });
    await box.do('socket', { do: 'drop', how: 'rst', conn: 'all' });
    await box.do('wait', { what: 'connections', count: 0 });
    await box.do('say', { user: 'wei', channel: 'china', text: '在吗' });
    await box.do('wait', { what: 'connections', count: 1, timeout_ms: 15000 });
    assert.equal(await heard, '在吗');
  });

  it('leaves a line without pongs', async (test) => {
    const client = await connect(test);
    const { connections_ever: before } = await box.do('stats');
    await box.do('socket', { do: 'pongs', on: false });
    await box.do('wait', { what: 'connections', count: 0, timeout_ms: 15000 });
    await box.do('wait', { what: 'connections', count: 1, timeout_ms: 20000 });
    assert.ok((await box.do('stats')).connections_ever > before);
  });
});

describe('a web client', () => {
  let box, web;

  before(async () => {
    box = await Slackbox.start();
    web = new WebClient(box.bot_token, { slackApiUrl: box.api, logger: quiet, retryConfig: { retries: 2 } });
  });
  after(async () => assert.equal(await box.stop(), 0));

  const refused = (call, code) =>
    assert.rejects(call, (error) => {
      assert.equal(error.data?.error, code);
      return true;
    });

  it('stores the same message from a form and from JSON', async () => {
    const message = { channel: 'C0HELP', text: '一 & <二>', blocks: [{ type: 'section', block_id: 'b', text: { type: 'mrkdwn', text: '*三*' } }] };
    const form = await web.chat.postMessage(message);
    const answer = await fetch(`${box.api}chat.postMessage`, {
      method: 'POST', body: JSON.stringify(message),
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${box.bot_token}` },
    });
    const json = await answer.json();
    const said = ({ ts, ...rest }) => rest;
    assert.deepEqual(said(form.message), said(json.message));
  });

  it('waits out a 429', async () => {
    await box.do('fault', { method: 'chat.update', status: 429, retry_after: 1 });
    const { ts } = await web.chat.postMessage({ channel: 'C0HELP', text: 'one' });
    const began = Date.now();
    await web.chat.update({ channel: 'C0HELP', ts, text: 'two' });
    assert.ok(Date.now() - began >= 1000);
  });

  it('is limited to a message a second and channel after a burst', async () => {
    const patient = [];
    for (let i = 0; i < 8; i += 1) patient.push(web.chat.postMessage({ channel: 'C0CHINA', text: `${i}` }));
    await Promise.all(patient);
    assert.ok((await box.do('stats')).limited > 0);
    const seen = await box.do('see', { user: 'ana', channel: 'china' });
    assert.equal(seen.messages.length, 8);
  });

  it('uploads a file into a channel', async () => {
    await web.filesUploadV2({ channel_id: 'C0HELP', filename: 'a.txt', content: 'some content', initial_comment: 'see' });
    const seen = await box.do('wait', { user: 'ana', channel: 'help', contains: 'see' });
    assert.equal(seen.messages[0].files[0].name, 'a.txt');
  });

  it('pages through lists', async () => {
    const ids = [];
    for await (const page of web.paginate('users.list', { limit: 2 })) ids.push(...page.members.map((one) => one.id));
    assert.ok(ids.includes('U0ANA') && ids.includes('U0SAM'));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('hears why it is refused', async () => {
    const bad = new WebClient('xoxb-test-bad', { slackApiUrl: box.api, logger: quiet });
    await refused(bad.auth.test(), 'invalid_auth');
    await refused(new WebClient(undefined, { slackApiUrl: box.api, logger: quiet }).auth.test(), 'not_authed');
    await refused(new WebClient(box.app_token, { slackApiUrl: box.api, logger: quiet }).auth.test(), 'not_allowed_token_type');
    await refused(web.apps.connections.open(), 'not_allowed_token_type');
    await refused(web.chat.postMessage({ channel: 'C0STORAGE', text: 'x' }), 'not_in_channel');
    await refused(web.chat.postMessage({ channel: 'C0NONE', text: 'x' }), 'channel_not_found');
    await refused(web.views.open({ trigger_id: '1.2.ab', view: modal }), 'invalid_trigger_id');
    await refused(web.apiCall('no.such'), 'unknown_method');
    await refused(web.chat.postMessage({ channel: 'C0TRIAGE', text: 'x', blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] }), 'invalid_blocks');
  });

  it('lacks scopes that the manifest does not ask for', async () => {
    await box.do('manifest', { manifest: { oauth_config: { scopes: { bot: ['chat:write'] } } } });
    await assert.rejects(web.users.info({ user: 'U0ANA' }), (error) => {
      assert.equal(error.data.error, 'missing_scope');
      assert.equal(error.data.needed, 'users:read');
      assert.equal(error.data.provided, 'chat:write');
      return true;
    });
    await box.do('manifest', { manifest: null });
  });
});
