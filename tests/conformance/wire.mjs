// What slackbox does on the wire: Slack's limits, and the faults that stories ask for.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Slackbox } from './slackbox.mjs';
import { open, ticket } from './line.mjs';

let box;
const sleep = (ms) => new Promise((go) => { setTimeout(go, ms); });

async function line() {
  const one = await open(box);
  await one.message('hello');
  return one;
}

async function flags(envelope_id) {
  const { acks } = await box.do('acks');
  return acks.filter((ack) => ack.envelope_id === envelope_id).map((ack) => ack.flags);
}

async function call(method, args, token = box.bot_token) {
  const answer = await fetch(box.api + method, {
    method: 'POST', body: JSON.stringify(args),
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
  });
  return answer.json();
}

const post = (url, body) => fetch(url, { method: 'POST', body: JSON.stringify(body) });
const slash = (more = {}) => box.do('slash', { user: 'ana', channel: 'help', command: '/ask', text: 'x', ...more });

function workspace(...options) {
  before(async () => { box = await Slackbox.start(...options); });
  after(async () => assert.equal(await box.stop(), 0));
}

describe('a connection', () => {
  workspace('--time-scale', '0.02');

  it('is greeted with how many there are', async (test) => {
    const first = await open(box), second = await open(box);
    test.after(() => [first, second].forEach((one) => one.end()));
    assert.equal((await first.message('hello')).num_connections, 1);
    const hello = await second.message('hello');
    assert.equal(hello.num_connections, 2);
    assert.equal(hello.connection_info.app_id, 'A0ASKD');
  });

  it('needs a ticket of its own', async (test) => {
    const { url } = await ticket(box);
    const first = await open(box, url);
    test.after(() => first.end());
    assert.equal(await open(box, url), 403);
    assert.equal(await open(box, url.replace(/ticket=[^&]*/, 'ticket=made-up')), 403);
  });

  it('is the eleventh and is sent away', async (test) => {
    await box.do('reset', { keep_connections: false });
    const lines = [];
    for (let i = 0; i < 10; i += 1) lines.push(await line());
    test.after(() => lines.forEach((one) => one.end()));
    const last = await open(box);
    assert.equal((await last.message('disconnect')).reason, 'too_many_websockets');
    assert.equal((await last.frame((frame) => frame.opcode === 8)).opcode, 8);
  });

  it('is pinged, and gets its own pings back', async (test) => {
    const one = await line();
    test.after(() => one.end());
    one.send('a:b', { opcode: 9 });
    assert.equal((await one.frame((frame) => frame.opcode === 10)).payload.toString(), 'a:b');
    assert.match((await one.frame((frame) => frame.opcode === 9)).payload.toString(), /^Ping from applink-/);
  });

  it('is warned before it ends', async (test) => {
    await box.do('socket', { do: 'life', seconds: 1 });
    const one = await line();
    test.after(() => one.end());
    assert.ok(await one.message('warning'));
    assert.ok(await one.message('refresh_requested'));
    assert.equal((await one.frame((frame) => frame.opcode === 8)).payload.readUInt16BE(0), 1000);
    await box.do('socket', { do: 'life', seconds: 0 });
  });
});

describe('an ack', () => {
  workspace('--time-scale', '0.02', '--no-rate-limit');

  it('of 20480 bytes ends the connection, and its event comes again', async (test) => {
    const one = await line();
    test.after(() => one.end());
    await box.do('say', { user: 'ana', channel: 'help', text: 'hello' });
    const event = await one.message('message');
    const frame = (size) => {
      const empty = JSON.stringify({ envelope_id: event.envelope_id, pad: '' }).length;
      return { envelope_id: event.envelope_id, pad: 'x'.repeat(size - empty) };
    };
    one.send(frame(20480));
    const end = await one.frame((got) => got.opcode === 8);
    assert.equal(end.payload.readUInt16BE(0), 1009);
    assert.equal(end.payload.subarray(2).toString(), 'Max frame length of 20480 has been exceeded.');
    const two = await line();
    test.after(() => two.end());
    const again = await two.message('message');
    assert.equal(again.payload.event_id, event.payload.event_id);
    assert.notEqual(again.envelope_id, event.envelope_id);
    event.envelope_id = again.envelope_id;
    two.send(frame(20479));
    await box.do('wait', { what: 'idle' });
    assert.equal((await box.do('stats')).acked, 1);
  });

  it('in pieces is not put together', async (test) => {
    const one = await line();
    test.after(() => one.end());
    const act = await slash();
    const { envelope_id } = await one.message('/ask');
    const text = JSON.stringify({ envelope_id });
    one.send(text.slice(0, 9), { fin: false });
    one.send(text.slice(9), { opcode: 0 });
    await box.do('wait', { user: 'ana', channel: 'help', contains: 'operation_timeout' });
    assert.deepEqual((await flags(act.envelope_id))[0], ['fragmented']);
  });

  it('is late, double, unknown, or on the wrong line', async (test) => {
    const one = await line(), two = await line();
    test.after(() => [one, two].forEach((each) => each.end()));
    await box.do('socket', { do: 'distribution', mode: 'newest' });
    const acts = [await slash(), await slash(), await slash()];
    const [late, twice, elsewhere] = [await two.message('/ask'), await two.message('/ask'), await two.message('/ask')];
    two.ack(twice);
    two.ack(twice);
    two.ack({ envelope_id: 'nobody' });
    one.ack(elsewhere);
    await sleep(3100);
    two.ack(late);
    await sleep(50);
    assert.ok((await flags(acts[0].envelope_id)).some((got) => got.includes('late')));
    assert.deepEqual(await flags(acts[1].envelope_id), [[], ['duplicate']]);
    assert.ok((await flags(acts[2].envelope_id)).some((got) => got.includes('wrong_connection')));
    assert.deepEqual(await flags('nobody'), [['unknown']]);
    await box.do('socket', { do: 'distribution', mode: 'round_robin' });
  });

  it('with a payload where none is taken, or with one that Slack refuses', async (test) => {
    const one = await line();
    test.after(() => one.end());
    const home = await box.do('home', { user: 'ana' });
    one.ack(await one.message('app_home_opened'), { text: 'no' });
    const act = await slash();
    one.ack(await one.message('/ask'), { blocks: [{ type: 'nonsense' }] });
    await box.do('wait', { what: 'idle' });
    assert.deepEqual(await flags(home.envelope_id), [['payload_not_accepted']]);
    assert.deepEqual(await flags(act.envelope_id), [['payload_invalid']]);
    await box.do('wait', { user: 'ana', channel: 'help', contains: 'invalid_blocks' });
  });

  it('never comes: an event is sent four times in all and given up', async (test) => {
    await box.do('reset');
    const one = await line();
    test.after(() => one.end());
    await box.do('say', { user: 'ana', channel: 'help', text: 'anyone?' });
    const events = [];
    for (let i = 0; i < 4; i += 1) events.push(await one.message('message', 12000));
    assert.deepEqual(events.map((event) => event.retry_attempt), [0, 1, 2, 3]);
    assert.deepEqual(events.map((event) => event.retry_reason), ['', 'timeout', 'timeout', 'timeout']);
    await box.do('wait', { what: 'idle' });
    assert.equal((await box.do('stats')).given_up, 1);
  });
});

describe('a response_url and a trigger_id', () => {
  workspace('--no-rate-limit');

  it('serve five times, and once', async (test) => {
    const one = await line();
    test.after(() => one.end());
    await slash();
    const { payload } = await one.message('/ask');
    for (let i = 0; i < 5; i += 1) assert.equal((await post(payload.response_url, { text: `${i}` })).status, 200);
    assert.equal((await post(payload.response_url, { text: 'sixth' })).status, 404);
    const view = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] };
    const { trigger_id } = payload;
    assert.equal((await call('views.open', { trigger_id, view })).ok, true);
    assert.equal((await call('views.open', { trigger_id, view })).error, 'exchanged_trigger_id');
    await slash();
    const later = await one.message('/ask');
    await sleep(3050);
    assert.equal((await call('views.open', { trigger_id: later.payload.trigger_id, view })).error, 'expired_trigger_id');
  });

  it('keep what only one person sees that way', async (test) => {
    const one = await line();
    test.after(() => one.end());
    const button = { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] };
    await call('chat.postEphemeral', { channel: 'C0HELP', user: 'U0ANA', text: 'secret', blocks: [button] });
    const { messages } = await box.do('wait', { user: 'ana', channel: 'help', contains: 'secret' });
    await box.do('click', { user: 'ana', channel: 'help', ts: messages[0].ts, text: 'Go' });
    const { payload } = await one.message('block_actions');
    assert.equal(payload.container.is_ephemeral, true);
    assert.equal(payload.message, undefined);
    await post(payload.response_url, { replace_original: true, response_type: 'in_channel', text: 'still secret' });
    await box.do('wait', { user: 'ana', channel: 'help', contains: 'still secret' });
    const others = await box.do('see', { user: 'wei', channel: 'help', all: true });
    assert.ok(!JSON.stringify(others).includes('secret'));
    assert.equal((await box.try('click', { user: 'wei', channel: 'help', ts: messages[0].ts, text: 'Go' })).error, 'message_not_found');
    await post(payload.response_url, { delete_original: true });
    const now = await box.do('see', { user: 'ana', channel: 'help' });
    assert.ok(!JSON.stringify(now).includes('still secret'));
  });
});

describe('an event', () => {
  workspace('--no-rate-limit');

  it('comes only for what was subscribed to, and only where the bot is', async (test) => {
    const one = await line();
    test.after(() => one.end());
    const both = await box.do('say', { user: 'ana', channel: 'help', text: 'hey @askd' });
    assert.equal(both.envelope_ids.length, 2);
    assert.equal((await box.do('say', { user: 'ana', channel: 'storage', text: 'hey @askd' })).envelope_ids.length, 0);
    assert.equal((await box.do('say', { user: 'ana', channel: 'dm', text: 'hey @askd' })).envelope_ids.length, 1);
    await box.do('manifest', { manifest: { settings: { event_subscriptions: { bot_events: ['app_mention'] } } } });
    assert.equal((await box.do('say', { user: 'ana', channel: 'help', text: 'hey @askd' })).envelope_ids.length, 1);
    await box.do('manifest', { manifest: null });
  });

  it('carries text as Slack stores it', async (test) => {
    const one = await line();
    test.after(() => one.end());
    await box.do('say', { user: 'ana', channel: 'help', text: 'a <b> & @wei #china https://e.x/?a=1&b=2.' });
    const { payload } = await one.message('message');
    assert.equal(payload.event.text, 'a &lt;b&gt; &amp; <@U0WEI> <#C0CHINA|china> <https://e.x/?a=1&amp;b=2>.');
  });

  it('tells of edits, deletions, joins and the app\'s own messages', async (test) => {
    const one = await line();
    test.after(() => one.end());
    const { ts } = await box.do('say', { user: 'ana', channel: 'china', text: 'one' });
    await box.do('edit', { user: 'ana', channel: 'china', ts, text: 'two' });
    await box.do('delete', { user: 'ana', channel: 'china', ts });
    await box.do('join', { user: 'ana', channel: 'triage', inviter: 'mod' });
    await call('chat.postMessage', { channel: 'C0HELP', text: 'mine' });
    const texts = [];
    for (let i = 0; i < 5; i += 1) texts.push((await one.message('events_api')).payload.event);
    assert.deepEqual(texts.map((event) => event.subtype ?? event.type),
      ['message', 'message_changed', 'message_deleted', 'member_joined_channel', 'message']);
    assert.equal(texts[1].message.text, 'two');
    assert.equal(texts[1].previous_message.text, 'one');
    assert.equal(texts[3].inviter, 'U0MOD');
    assert.equal(texts[4].bot_id, 'B0ASKD');
  });
});

describe('a fault', () => {
  workspace('--no-rate-limit', '--time-scale', '0.05');

  it('spoils the calls it was planned for, in order', async () => {
    await box.do('fault', { method: 'auth.test', nth: 2, error: 'fatal_error' });
    await box.do('fault', { method: 'auth.test', times: 2, status: 500, body: '<html>' });
    const seen = [];
    for (let i = 0; i < 4; i += 1) {
      const answer = await fetch(`${box.api}auth.test`, { method: 'POST', headers: { authorization: `Bearer ${box.bot_token}` } });
      seen.push(`${answer.status} ${(await answer.text()).slice(0, 30)}`);
    }
    assert.equal(seen[0], '500 <html>');
    assert.equal(seen[1], '200 {"ok":false,"error":"fatal_err');
    assert.equal(seen[2], '500 <html>');
    assert.match(seen[3], /^200 {"ok":true/);
  });

  it('comes after the effect, or instead of an answer', async () => {
    await box.do('fault', { method: 'chat.postMessage', after_effect: true, error: 'internal_error' });
    assert.equal((await call('chat.postMessage', { channel: 'C0HELP', text: 'was stored' })).error, 'internal_error');
    await box.do('wait', { user: 'ana', channel: 'help', contains: 'was stored' });
    await box.do('fault', { method: 'chat.postMessage', drop: true });
    await assert.rejects(call('chat.postMessage', { channel: 'C0HELP', text: 'never' }));
    const seen = await box.do('see', { user: 'ana', channel: 'help' });
    assert.ok(!JSON.stringify(seen).includes('never'));
    await box.do('fault', { method: 'auth.test', delay_ms: 300 });
    const began = Date.now();
    assert.equal((await call('auth.test', {})).ok, true);
    assert.ok(Date.now() - began >= 290);
    await box.do('unfault');
  });

  it('refuses, hangs or garbles upgrades', async () => {
    await box.do('socket', { do: 'upgrade', status: 409 });
    assert.equal(await open(box), 409);
    await box.do('socket', { do: 'upgrade', bad_accept: true });
    const one = await open(box);
    assert.equal(one.accepted, false);
    one.end();
    const two = await open(box);
    assert.equal(two.accepted, true);
    two.end();
    await box.do('socket', { do: 'upgrade', hang: true });
    const hung = await Promise.race([open(box).catch(() => 'cut'), sleep(300).then(() => 'hung')]);
    assert.equal(hung, 'hung');
  });

  it('keeps back the hello', async (test) => {
    await box.do('socket', { do: 'hello', mode: 'none' });
    const silent = await open(box);
    test.after(() => silent.end());
    await assert.rejects(silent.message('hello', 200));
    await box.do('socket', { do: 'hello', mode: 'late', delay_ms: 300 });
    const late = await open(box);
    test.after(() => late.end());
    assert.ok(await late.message('hello'));
    await box.do('socket', { do: 'hello', mode: 'disconnect_first' });
    const away = await open(box);
    assert.ok(await away.message('refresh_requested'));
    assert.equal((await box.do('stats')).connections_now, 1);
  });

  it('cuts the line right after an envelope, whose event comes again', async (test) => {
    await box.do('reset', { keep_connections: false });
    const one = await line();
    await box.do('socket', { do: 'drop', how: 'rst', after_sent: 1 });
    await box.do('say', { user: 'ana', channel: 'help', text: 'once' });
    const first = await one.message('message');
    one.ack(first); // lost with the line
    await one.closed;
    const two = await line();
    test.after(() => two.end());
    const again = await two.message('message', 8000);
    assert.equal(again.payload.event_id, first.payload.event_id);
    two.ack(again);
    await box.do('wait', { what: 'idle' });
  });

  it('makes a zombie that swallows what it is given', async (test) => {
    await box.do('reset', { keep_connections: false });
    const one = await line();
    test.after(() => one.end());
    await box.do('socket', { do: 'zombie' });
    one.send('a', { opcode: 9 });
    assert.equal((await slash({ wait_ms: 4000 })).error, 'operation_timeout');
    assert.equal(one.frames.length, 0);
  });

  it('gives ghosts their share', async (test) => {
    await box.do('reset', { keep_connections: false });
    await box.do('socket', { do: 'ghosts', count: 1 });
    const one = await open(box);
    test.after(() => one.end());
    assert.equal((await one.message('hello')).num_connections, 2);
    const acts = await Promise.all([1, 2, 3, 4].map(() => slash()));
    await sleep(100);
    assert.equal(one.frames.filter((frame) => frame.opcode === 1).length, 2);
    assert.equal(acts.length, 4);
    await box.do('socket', { do: 'ghosts', count: 0 });
  });

  it('sends again, garbage, and pieces', async (test) => {
    await box.do('reset', { keep_connections: false });
    const one = await line();
    test.after(() => one.end());
    await box.do('say', { user: 'ana', channel: 'help', text: 'twice' });
    const event = await one.message('message');
    one.ack(event);
    await box.do('wait', { what: 'idle' });
    await box.do('socket', { do: 'redeliver', same: true });
    assert.equal((await one.message('message')).envelope_id, event.envelope_id);
    await box.do('socket', { do: 'redeliver' });
    const other = await one.message('message');
    assert.notEqual(other.envelope_id, event.envelope_id);
    assert.equal(other.payload.event_id, event.payload.event_id);
    await box.do('socket', { do: 'raw', text: '{not json' });
    assert.equal((await one.frame((frame) => frame.opcode === 1)).payload.toString(), '{not json');
    await box.do('socket', { do: 'raw', hex: 'ff00', binary: true });
    assert.equal((await one.frame((frame) => frame.opcode === 2)).payload.toString('hex'), 'ff00');
    await box.do('socket', { do: 'raw', text: 'abcdef', fragments: 3 });
    assert.deepEqual(
      [await one.frame((f) => f.opcode < 2), await one.frame((f) => f.opcode < 2), await one.frame((f) => f.opcode < 2)]
        .map((f) => [f.opcode, f.fin, f.payload.toString()]),
      [[1, false, 'ab'], [0, false, 'cd'], [0, true, 'ef']],
    );
  });

  it('switches Socket Mode off and on', async () => {
    const one = await line();
    await box.do('socket', { do: 'link_disabled', on: true });
    assert.ok(await one.message('link_disabled'));
    assert.equal((await ticket(box)).ok, false);
    await box.do('socket', { do: 'link_disabled', on: false });
    assert.equal((await ticket(box)).ok, true);
  });

  it('uninstalls the app', async () => {
    await box.do('uninstall');
    assert.equal((await call('auth.test', {})).error, 'account_inactive');
    await box.do('reset');
    assert.equal((await call('auth.test', {})).ok, true);
  });
});

describe('Block Kit', () => {
  workspace('--no-rate-limit');

  const plain = (text) => ({ type: 'plain_text', text });
  const mrkdwn = (text) => ({ type: 'mrkdwn', text });
  const x = (length) => 'x'.repeat(length);
  const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const option = (i, text = 'o', value = `${i}`) => ({ text: plain(text), value });
  const button = (more = {}) => ({ type: 'button', text: plain('b'), ...more });
  const actions = (elements) => [{ type: 'actions', elements }];
  const select = (more) => actions([{ type: 'static_select', options: [option(0)], ...more }]);
  const input = (element, more = {}) => [{ type: 'input', label: plain('l'), element, ...more }];

  // What just fits, what just does not, and what Slack says to the latter.
  const limits = {
    'blocks': [many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    'section text': [[{ type: 'section', text: mrkdwn(x(3000)) }], [{ type: 'section', text: mrkdwn(x(3001)) }], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    'empty text': [[{ type: 'section', text: mrkdwn('x') }], [{ type: 'section', text: mrkdwn('') }], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    'fields': [[{ type: 'section', fields: many(10, () => mrkdwn('f')) }], [{ type: 'section', fields: many(11, () => mrkdwn('f')) }], 'no more than 10 items allowed [json-pointer:/blocks/0/fields]'],
    'a field': [[{ type: 'section', fields: [mrkdwn(x(2000))] }], [{ type: 'section', fields: [mrkdwn(x(2001))] }], 'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]'],
    'header': [[{ type: 'header', text: plain(x(150)) }], [{ type: 'header', text: plain(x(151)) }], 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    'header kind': [[{ type: 'header', text: plain('h') }], [{ type: 'header', text: mrkdwn('h') }], '[json-pointer:/blocks/0/text]'],
    'context': [[{ type: 'context', elements: many(10, () => mrkdwn('c')) }], [{ type: 'context', elements: many(11, () => mrkdwn('c')) }], 'no more than 10 items allowed [json-pointer:/blocks/0/elements]'],
    'actions': [actions(many(25, () => button())), actions(many(26, () => button())), 'no more than 25 items allowed [json-pointer:/blocks/0/elements]'],
    'button text': [actions([button({ text: plain(x(75)) })]), actions([button({ text: plain(x(76)) })]), 'must be less than 76 characters'],
    'button value': [actions([button({ value: x(2000) })]), actions([button({ value: x(2001) })]), 'must be less than 2001 characters'],
    'button style': [actions([button({ style: 'danger' })]), actions([button({ style: 'blue' })]), '[json-pointer:/blocks/0/elements/0/style]'],
    'options': [select({ options: many(100, (i) => option(i)) }), select({ options: many(101, (i) => option(i)) }), 'no more than 100 items allowed'],
    'option text': [select({ options: [option(0, x(75))] }), select({ options: [option(0, x(76))] }), 'must be less than 76 characters'],
    'option value': [select({ options: [option(0, 'o', x(150))] }), select({ options: [option(0, 'o', x(151))] }), 'must be less than 151 characters'],
    'initial option': [select({ initial_option: option(0) }), select({ initial_option: option(1) }), 'initial_option'],
    'placeholder': [select({ placeholder: plain(x(150)) }), select({ placeholder: plain(x(151)) }), 'must be less than 151 characters'],
    'overflow': [actions([{ type: 'overflow', options: many(5, (i) => option(i)) }]), actions([{ type: 'overflow', options: many(6, (i) => option(i)) }]), 'no more than 5 items allowed'],
    'block_id': [[{ type: 'divider', block_id: x(255) }], [{ type: 'divider', block_id: x(256) }], 'must be less than 256 characters'],
    'double block_id': [[{ type: 'divider', block_id: 'a' }], many(2, () => ({ type: 'divider', block_id: 'a' })), 'already exists'],
    'double action_id': [actions([button({ action_id: 'a' })]), actions(many(2, () => button({ action_id: 'a' }))), 'already exists'],
    'confirm': [actions([button({ confirm: { title: plain(x(100)), text: plain(x(300)), confirm: plain(x(30)), deny: plain(x(30)) } })]), actions([button({ confirm: { title: plain(x(101)), text: plain('t'), confirm: plain('c'), deny: plain('d') } })]), 'must be less than 101 characters'],
    'image': [[{ type: 'image', image_url: 'https://e.x/i.png', alt_text: x(2000) }], [{ type: 'image', image_url: 'https://e.x/i.png', alt_text: x(2001) }], 'must be less than 2001 characters'],
    'input label': [input({ type: 'plain_text_input' }, { label: plain(x(2000)) }), input({ type: 'plain_text_input' }, { label: plain(x(2001)) }), 'must be less than 2001 characters'],
    'max_length': [input({ type: 'plain_text_input', max_length: 3000 }), input({ type: 'plain_text_input', max_length: 3001 }), 'must be less than or equal to 3000'],
    'unknown block': [[{ type: 'divider' }], [{ type: 'divide' }], 'unsupported type: divide [json-pointer:/blocks/0]'],
    'unknown field': [[{ type: 'divider' }], [{ type: 'divider', colour: 'red' }], 'invalid additional property: colour'],
    'UTF-16 units': [[{ type: 'header', text: plain('😀'.repeat(75)) }], [{ type: 'header', text: plain('😀'.repeat(76)) }], 'must be less than 151 characters'],
  };

  for (const [name, [good, bad, words]] of Object.entries(limits)) {
    it(`limits ${name}`, async () => {
      const taken = await call('chat.postMessage', { channel: 'C0HELP', text: 't', blocks: good });
      assert.equal(taken.ok, true, JSON.stringify(taken));
      const refused = await call('chat.postMessage', { channel: 'C0HELP', text: 't', blocks: bad });
      assert.equal(refused.error, 'invalid_blocks');
      assert.ok(refused.errors.some((error) => error.includes(words)), JSON.stringify(refused.errors));
      assert.ok(refused.response_metadata.messages.every((message) => message.startsWith('[ERROR] ')));
    });
  }

  it('limits the sum of texts, and cuts the text', async () => {
    const blocks = many(5, () => ({ type: 'section', text: mrkdwn(x(2700)) }));
    assert.equal((await call('chat.postMessage', { channel: 'C0HELP', text: 't', blocks })).error, 'msg_blocks_too_long');
    const long = await call('chat.postMessage', { channel: 'C0HELP', text: x(40001) });
    assert.equal(long.message.text.length, 40000);
    assert.equal((await call('chat.update', { channel: 'C0HELP', ts: long.ts, text: x(4001) })).error, 'msg_too_long');
    assert.equal((await call('chat.postMessage', { channel: 'C0HELP' })).error, 'no_text');
  });

  it('limits views', async () => {
    const home = (more) => call('views.publish', { user_id: 'U0ANA', view: { type: 'home', blocks: [], ...more } });
    assert.equal((await home({ blocks: many(100, () => ({ type: 'divider' })) })).ok, true);
    const over = await home({ blocks: many(101, () => ({ type: 'divider' })) });
    assert.equal(over.error, 'invalid_arguments');
    assert.equal(over.response_metadata.messages[0], '[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]');
    assert.equal((await home({ private_metadata: x(3001) })).error, 'invalid_arguments');
    assert.equal((await home({ hash: 'x', title: plain('t') })).error, 'invalid_arguments');
    const { view } = await home({});
    assert.equal((await call('views.publish', { user_id: 'U0ANA', hash: 'other', view: { type: 'home', blocks: [] } })).error, 'hash_conflict');
    assert.equal((await call('views.publish', { user_id: 'U0ANA', hash: view.hash, view: { type: 'home', blocks: [] } })).ok, true);
  });
});
