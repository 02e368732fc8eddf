/* The page itself: the panes, where one is (kept in the address: #/person/place/thread), and what
 * happens when slackbox says that something has changed. */

import { blocks } from './blocks.js';
import { fill, h, icon } from './dom.js';
import { composer } from './composer.js';
import { closePopover } from './menu.js';
import { avatar, emptyPlace, MessageList, suggestions } from './message.js';
import { closeAll, refreshModals } from './modal.js';
import { ask, listen, PATIENCE } from './server.js';
import { sidebar } from './sidebar.js';
import {
  bot,
  botDm,
  channel,
  go,
  loadChannels,
  loadCommands,
  loadPeople,
  markRead,
  me,
  onGo,
  person,
  placeName,
  state,
} from './state.js';
import { say, setLocale } from './words.js';

const part = (id) => document.getElementById(id);
const EXAMPLES = [
  '/ask what does containerd do?',
  '/ask 普罗米修斯是谁捐给 CNCF 的？',
  '/ask how do I fix my car?',
  '/help',
];

let hush = () => {}; // ends the websocket of the person we were
let stream = null; // the MessageList of the channel, and of the thread
let threadStream = null;
let turn = 0; // what was asked before somebody went elsewhere is not shown

const write = composer(
  () => ({ channel: state.place, thread: null }),
  () => refreshPlace(),
);
const writeReply = composer(
  () => ({ channel: state.place, thread: state.thread }),
  () => refreshThread(),
);

/* Where one is. */

const address = (place, thread) => `#/${[state.me, place, thread].filter(Boolean).join('/')}`;

onGo((place, thread) => {
  const there = address(place, thread);
  if (location.hash === there) part('page').classList.remove('drawer');
  else location.hash = there;
});

async function arrive() {
  const [, user, place, thread] = location.hash.split('/');
  if (user && user !== state.me && person(user)) return become(user, place, thread);
  const where = place === 'home' || channel(place) ? place : firstPlace();
  const moved = where !== state.place;
  state.place = where;
  state.thread = thread || null;
  if (moved) stream = null;
  threadStream = null;
  closePopover();
  part('page').classList.remove('drawer');
  draw();
  if (moved && where === botDm()?.id) ask('home', { user: state.me, tab: 'messages' });
  await Promise.all([moved && where === 'home' ? openHome() : refreshPlace(), refreshThread()]);
  if (matchMedia('(hover: hover)').matches) (state.thread ? writeReply : write).focus();
  return undefined;
}

const firstPlace = () =>
  (
    state.channels.find((one) => one.name === 'help' && one.is_member) ??
    state.channels.find((one) => one.is_member) ??
    state.channels[0]
  )?.id;

async function become(id, place, thread) {
  hush();
  closeAll();
  if (!person(id)) await loadPeople();
  state.me = id;
  state.place = null;
  stream = null;
  localStorage.setItem('slackbox-me', id);
  setLocale(me()?.locale);
  await Promise.all([loadChannels(), loadCommands()]);
  history.replaceState(
    null,
    '',
    address(place && (place === 'home' || channel(place)) ? place : firstPlace(), thread),
  );
  hush = listen(id, heard, (up) => {
    state.line = up;
    drawLine();
  });
  await arrive();
}

/* What slackbox says has changed. */

async function heard(push) {
  const all = push.type === 'all';
  if (all || push.type === 'people') await loadPeople();
  if (all || push.type === 'commands') await loadCommands();
  if (all || push.type === 'channels' || push.type === 'changed' || push.type === 'people')
    await loadChannels();
  if (all || push.type === 'view') refreshModals();
  if (push.type !== 'view') draw();
  if (
    all ||
    push.channel === state.place ||
    push.type === 'people' ||
    (push.type === 'home' && state.place === 'home')
  )
    refreshPlace();
  if (state.thread && (all || push.channel === state.place)) refreshThread();
}

async function refreshPlace() {
  const place = state.place;
  const mine = ++turn;
  if (place === 'home') return drawHome((await ask('home_view', { user: state.me })).view);
  if (!channel(place)) return undefined;
  const answer = await ask('see', { user: state.me, channel: place });
  if (mine !== turn || place !== state.place || !answer.ok) return undefined;
  stream ??= new MessageList(part('stream'), { channel: place });
  stream.show(answer.messages, () => emptyPlace(place));
  markRead(
    place,
    [channel(place).latest, ...answer.messages.filter((one) => !one.ephemeral).map((one) => one.ts)]
      .filter(Boolean)
      .sort()
      .at(-1),
  );
  drawExamples(answer.messages.length < 2);
  return undefined;
}

async function refreshThread() {
  const { place, thread } = state;
  if (!thread) return;
  const answer = await ask('see', { user: state.me, channel: place, thread_ts: thread });
  if (place !== state.place || thread !== state.thread || !answer.ok) return;
  threadStream ??= new MessageList(part('thread-stream'), { channel: place, thread });
  threadStream.show(answer.messages);
}

/* The home tab. */

let homeShown = '';
async function openHome() {
  homeShown = '';
  const answer = await ask('home', { user: state.me, tab: 'home' });
  if (state.place === 'home') drawHome(answer.view);
}

const homeForm = new Map();
function drawHome(view) {
  if (state.place !== 'home') return;
  const content = JSON.stringify([state.me, view?.blocks ?? null]);
  if (homeShown === content) return;
  homeShown = content;
  const target = { user: state.me, home: true };
  const surface = {
    form: homeForm,
    act: (element, block, what) =>
      ask('click', {
        ...target,
        action_id: element.action_id,
        block_id: block.block_id,
        ...what,
        wait_ms: PATIENCE,
      }),
    suggest: (element, block, query) =>
      suggestions({ ...target, action_id: element.action_id, value: query }),
  };
  const empty = () =>
    h('div', { class: 'empty' }, avatar(bot()), h('h2', {}, say('empty_home', bot().name)));
  fill(
    part('stream'),
    h(
      'div',
      { class: 'home blocks' },
      view?.blocks?.length ? blocks(view.blocks, surface) : empty(),
    ),
  );
}

/* Drawing what stands around the messages. */

function draw() {
  const { place, thread } = state;
  part('page').classList.toggle('with-thread', Boolean(thread));
  sidebar(part('side'), (id) => become(id, state.place));
  drawHead();
  const where = channel(place);
  const outside = where && !where.is_member && where.kind !== 'im';
  fill(part('foot'), place !== 'home' && (outside ? joinLine(where) : write));
  if (place !== 'home') write.refresh(say('write_to', placeName(place)));
  if (thread) drawThreadHead();
  drawLine();
  if (place === 'home') drawExamples(false);
  document.title = `${place === 'home' ? `${bot().name} · ${say('home')}` : placeName(place)} · slackbox`;
}

function drawHead() {
  const where = channel(state.place);
  const withBot = state.place === 'home' || where?.with === state.bot;
  const mark = withBot ? avatar(bot(), true) : icon(where?.kind === 'group' ? 'lock' : 'hash');
  const count = Array.isArray(where?.members) ? where.members.length : where?.members;
  fill(
    part('head'),
    h(
      'button',
      {
        type: 'button',
        class: 'tool only-narrow',
        'aria-label': say('menu'),
        onclick: () => part('page').classList.toggle('drawer'),
      },
      icon('menu'),
    ),
    mark,
    h('h1', {}, withBot ? bot().name : where?.name),
    withBot && tabs(),
    !withBot && count && h('span', { class: 'hint' }, say('members', count)),
  );
}

function tabs() {
  const tab = (place, label) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'tab',
        'aria-selected': String(state.place === place),
        onclick: () => go(place),
      },
      label,
    );
  return h(
    'div',
    { class: 'tabs', role: 'tablist' },
    tab('home', say('home')),
    botDm() && tab(botDm().id, say('messages')),
  );
}

function drawThreadHead() {
  fill(
    part('thread-head'),
    h('h1', {}, say('thread')),
    h('span', { class: 'hint' }, placeName(state.place)),
    h(
      'button',
      {
        type: 'button',
        class: 'tool push',
        'aria-label': say('close'),
        onclick: () => go(state.place),
      },
      icon('close'),
    ),
  );
  fill(part('thread-foot'), writeReply);
  writeReply.refresh(say('write_reply'));
}

function joinLine(where) {
  const join = async () => {
    await ask('join', { user: state.me, channel: where.id });
    await loadChannels();
    draw();
  };
  return h(
    'div',
    { class: 'join' },
    h('span', {}, say('not_member', where.name)),
    h(
      'button',
      { type: 'button', class: 'button primary', onclick: join },
      say('join', where.name),
    ),
  );
}

function drawLine() {
  const box = part('line');
  box.hidden = state.line && state.botOnline;
  fill(box, h('span', { class: 'light' }), state.line ? say('offline', bot().name) : say('lost'));
}

function drawExamples(wanted) {
  fill(
    part('examples'),
    wanted &&
      state.place !== 'home' && [
        h('span', { class: 'hint' }, say('try')),
        EXAMPLES.map((text) =>
          h('button', { type: 'button', class: 'example', onclick: () => write.put(text) }, text),
        ),
      ],
  );
}

/* slackbox may not push when the app comes and goes, so the page also looks now and then. */
async function watchBot() {
  const before = state.botOnline;
  if (!document.hidden) await loadPeople();
  if (before !== state.botOnline) draw();
}

async function start() {
  part('veil').addEventListener('click', () => part('page').classList.remove('drawer'));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
    if (part('page').classList.contains('drawer')) part('page').classList.remove('drawer');
    else if (state.thread && !event.isComposing) go(state.place);
  });
  addEventListener('hashchange', arrive);
  await loadPeople();
  const [, user, place, thread] = location.hash.split('/');
  const known = [user, localStorage.getItem('slackbox-me')].find((id) => id && person(id));
  await become(known ?? state.people.find((one) => !one.is_bot)?.id, place, thread);
  setInterval(watchBot, 4000);
}

start();
