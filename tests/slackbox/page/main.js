/* The page itself: where one is (kept in the address: #/person/place/thread), and what happens when
 * slackbox says that something has changed. */

import { blocks } from './blocks.js';
import { composer } from './composer.js';
import { fill, h } from './dom.js';
import { drawExamples, drawFoot, drawHead, drawLine, drawThreadFrame } from './frame.js';
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

let hush = () => {}; // ends the websocket of the person we were
let stream = null; // the MessageList of the channel, and of the thread
let threadStream = null;
const SHOWN_MAX = 400; // of a channel's messages, the last ones
let turn = 0; // an answer that comes after a later question is not shown

const write = composer(() => ({ channel: state.place, thread: null }), refreshPlace);
const reply = composer(() => ({ channel: state.place, thread: state.thread }), refreshThread);

/* Where one is. */

const address = (place, thread) => `#/${[state.me, place, thread].filter(Boolean).join('/')}`;
const addressed = () => location.hash.split('/').slice(1);

onGo((place, thread) => {
  const there = address(place, thread);
  if (location.hash === there) arrive();
  else location.hash = there;
});

async function arrive() {
  const [user, place, thread] = addressed();
  if (user !== state.me && person(user)) return become(user, place, thread);
  const where = place === 'home' || channel(place) ? place : firstPlace();
  const moved = where !== state.place;
  if (moved) stream = null;
  if (thread !== state.thread || moved) threadStream = null;
  state.place = where;
  state.thread = thread || null;
  closePopover();
  part('page').classList.remove('drawer');
  if (moved) part('stream').replaceChildren();
  if (!threadStream) part('thread-stream').replaceChildren();
  draw();
  focusComposer();
  if (moved && where === botDm()?.id) ask('home', { user: state.me, tab: 'messages' });
  return Promise.all([moved && where === 'home' ? openHome() : refreshPlace(), refreshThread()]);
}

/* A phone would answer a focus with its keyboard, over everything. */
function focusComposer() {
  if (matchMedia('(hover: hover)').matches) (state.thread ? reply : write).focus();
}

function firstPlace() {
  const mine = state.channels.filter((one) => one.is_member && one.kind === 'channel');
  return (mine.find((one) => one.name === 'help') ?? mine[0] ?? state.channels[0])?.id;
}

async function become(id, place, thread) {
  hush();
  closeAll();
  if (!person(id)) await loadPeople();
  state.me = id;
  state.place = null;
  localStorage.setItem('slackbox-me', id);
  setLocale(me()?.locale);
  await Promise.all([loadChannels(), loadCommands()]);
  const there = place === 'home' || channel(place) ? place : firstPlace();
  history.replaceState(null, '', address(there, thread));
  await arrive();
  hush = listen(id, heard, (up) => {
    state.line = up;
    drawLine();
  });
}

/* What slackbox says has changed. */

async function heard({ type, channel: where }) {
  const all = type === 'all';
  if (all || type === 'view') refreshModals();
  if (all || type === 'people') await loadPeople();
  if (all || type === 'commands') await loadCommands();
  if (type !== 'view' && type !== 'home') await loadChannels();
  draw();
  if (all || where === state.place || type === 'people' || type === 'commands') refreshPlace();
  if (type === 'home' && state.place === 'home') refreshPlace();
  if (all || where === state.place) refreshThread();
}

async function refreshPlace() {
  const { place, me: user } = state;
  const mine = ++turn;
  if (place === 'home') return drawHome((await ask('home_view', { user })).view);
  const answer = channel(place) && (await ask('see', { user, channel: place }));
  if (!answer?.ok || mine !== turn || place !== state.place || user !== state.me) return;
  stream ??= new MessageList(part('stream'), { channel: place });
  stream.show(answer.messages.slice(-SHOWN_MAX), () => emptyPlace(place));
  markRead(place, channel(place)?.latest);
  drawExamples(answer.messages.length < 2 && channel(place).is_member, write.put);
}

async function refreshThread() {
  const { place, thread, me: user } = state;
  if (!thread) return;
  const answer = await ask('see', { user, channel: place, thread_ts: thread });
  if (!answer.ok || place !== state.place || thread !== state.thread || user !== state.me) return;
  threadStream ??= new MessageList(part('thread-stream'), { channel: place, thread });
  threadStream.show(answer.messages);
}

function draw() {
  const { place, thread } = state;
  part('page').classList.toggle('with-thread', Boolean(thread));
  sidebar(part('side'), (id) => become(id, state.place));
  drawHead();
  drawFoot(write);
  if (thread) drawThreadFrame(reply);
  drawLine();
  if (place === 'home') drawExamples(false);
  document.title = `${place === 'home' ? `${bot().name} · ${say('home')}` : placeName(place)} · slackbox`;
}

/* The home tab. */

let homeShown = '';
const homeForm = new Map();

async function openHome() {
  homeShown = '';
  const answer = await ask('home', { user: state.me, tab: 'home' });
  drawHome(answer.view);
}

function drawHome(view) {
  const content = JSON.stringify([state.me, view?.blocks ?? null]);
  if (state.place !== 'home' || homeShown === content) return;
  homeShown = content;
  const target = { user: state.me, home: true };
  const surface = {
    form: homeForm,
    act: ({ action_id }, { block_id }, what) =>
      ask('click', { ...target, action_id, block_id, ...what, wait_ms: PATIENCE }),
    suggest: ({ action_id }, block, value) => suggestions({ ...target, action_id, value }),
  };
  const empty = () =>
    h('div', { class: 'empty' }, avatar(bot()), h('h2', {}, say('empty_home', bot().name)));
  const shown = view?.blocks?.length ? blocks(view.blocks, surface) : empty();
  fill(part('stream'), h('div', { class: 'home blocks' }, shown));
}

/* The app comes and goes without a push, so the page looks now and then. */
async function watchBot() {
  if (document.hidden) return;
  await loadPeople();
  draw();
}

function escape(event) {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector('dialog[open]')) return;
  const page = part('page');
  if (page.classList.contains('drawer')) page.classList.remove('drawer');
  else if (state.thread) go(state.place);
}

async function start() {
  part('veil').addEventListener('click', () => part('page').classList.remove('drawer'));
  document.addEventListener('keydown', escape);
  addEventListener('hashchange', arrive);
  await loadPeople();
  const [user, place, thread] = addressed();
  const known = [user, localStorage.getItem('slackbox-me')].find((id) => person(id));
  await become(known ?? state.people.find((one) => !one.is_bot)?.id, place, thread);
  setInterval(watchBot, 4000);
}

start();
