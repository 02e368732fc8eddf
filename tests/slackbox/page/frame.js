/* What stands around the messages: the head of a pane, its tabs, and the lines above the composer. */

import { fill, h, hold, icon, refill } from './dom.js';
import { avatar } from './message.js';
import { ask } from './server.js';
import { bot, botDm, channel, go, loadChannels, placeName, state } from './state.js';
import { say } from './words.js';

const EXAMPLES = [
  '/ask what does containerd do?',
  '/ask 普罗米修斯是谁捐给 CNCF 的？',
  '/ask how do I fix my car?',
  '/askd help',
];

const part = (id) => document.getElementById(id);

const iconButton = (name, label, more) =>
  h(
    'button',
    { type: 'button', ...more, class: `tool ${more.class ?? ''}`, 'aria-label': label },
    icon(name),
  );

export function drawHead() {
  const where = channel(state.place);
  const withBot = state.place === 'home' || where?.with === state.bot;
  const mark = () =>
    withBot ? avatar(bot(), true) : icon(where?.kind === 'group' ? 'lock' : 'hash');
  const count = where?.members?.length ?? where?.members;
  const toggle = () => part('page').classList.toggle('drawer');
  refill(part('head'), [state.me, state.place, count, bot()], () => [
    iconButton('menu', say('menu'), { class: 'only-narrow', onclick: toggle }),
    mark(),
    h('h1', {}, withBot ? bot().name : where?.name),
    withBot ? tabs() : count && h('span', { class: 'hint' }, say('members', count)),
  ]);
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

/* Below the messages one writes, or joins first, or only reads (the home tab). */
export function drawFoot(write) {
  const where = channel(state.place);
  if (!where) fill(part('foot'));
  else if (!where.is_member && where.kind !== 'im') fill(part('foot'), joinLine(where));
  else hold(part('foot'), write);
  if (where) write.refresh(say('write_to', placeName(where.id)));
}

function joinLine(where) {
  const join = async () => {
    await ask('join', { user: state.me, channel: where.id });
    await loadChannels();
    go(where.id);
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

export function drawThreadFrame(reply) {
  const close = () => go(state.place);
  refill(part('thread-head'), [state.me, state.place], () => [
    h('h1', {}, say('thread')),
    h('span', { class: 'hint' }, placeName(state.place)),
    iconButton('close', say('close'), { class: 'push', onclick: close }),
  ]);
  hold(part('thread-foot'), reply);
  reply.refresh(say('write_reply'));
}

/* One quiet line when nobody will answer: the app is away, or slackbox itself is. */
export function drawLine() {
  const box = part('line');
  box.hidden = state.line && state.botOnline;
  const words = state.line ? say('offline', bot().name) : say('lost');
  refill(box, words, () => [h('span', { class: 'light' }), words]);
}

/* Questions to try, while a place is still empty. */
export function drawExamples(wanted, put) {
  const chip = (text) =>
    h('button', { type: 'button', class: 'example', onclick: () => put(text) }, text);
  const can = (text) =>
    !state.commands.length || state.commands.some((one) => text.startsWith(`${one.command} `));
  const some = wanted ? EXAMPLES.filter(can) : [];
  refill(part('examples'), [some, state.me], () =>
    some.length ? [h('span', { class: 'hint' }, say('try')), some.map(chip)] : [],
  );
}
