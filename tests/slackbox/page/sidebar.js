/* The left side: where one can go, and who one is. */

import { h, icon, refill } from './dom.js';
import { formDialog, menu, note } from './menu.js';
import { avatar } from './message.js';
import { ask } from './server.js';
import { bot, fullName, go, isUnread, me, person, state } from './state.js';
import { say } from './words.js';

/* `become(id)` makes the page another person's. */
export function sidebar(box, become) {
  const unread = state.channels.filter(
    (one) => one.is_member && one.id !== state.place && isUnread(one),
  );
  const known = new Set(unread.map((one) => one.id));
  const places = state.channels.map(({ id, name, kind }) => [id, name, kind]);
  const content = [state.me, state.place, state.botOnline, state.people, places, [...known]];
  refill(box, content, () => [
    h(
      'header',
      { class: 'workspace' },
      h('span', { class: 'logo', 'aria-hidden': 'true' }, icon('bolt')),
      h('span', {}, h('b', {}, say('workspace')), h('small', {}, say('subtitle'))),
    ),
    h(
      'nav',
      { class: 'places', 'aria-label': say('channels') },
      h('h2', {}, say('channels')),
      channels(known),
      h('h2', {}, say('direct')),
      directs(known),
      h('h2', {}, say('apps')),
      row('home', icon('home'), `${bot().name} · ${say('home')}`, false),
    ),
    self(become),
  ]);
}

function row(place, mark, label, unread, extra) {
  return h(
    'button',
    {
      type: 'button',
      class: unread ? 'place unread' : 'place',
      'aria-current': state.place === place ? 'page' : null,
      data: { place },
      onclick: () => go(place),
    },
    mark,
    h('span', { class: 'place-name' }, label),
    extra,
  );
}

const channels = (unread) =>
  state.channels
    .filter((one) => one.kind !== 'im')
    .map((one) =>
      row(one.id, icon(one.kind === 'group' ? 'lock' : 'hash'), one.name, unread.has(one.id)),
    );

const directs = (unread) =>
  state.channels
    .filter((one) => one.kind === 'im')
    .map((one) => {
      const other = one.with === state.bot ? bot() : person(one.with);
      const extra = one.with === state.bot && light();
      return row(one.id, avatar(other, true), fullName(other), unread.has(one.id), extra);
    });

const light = () =>
  h('span', {
    class: state.botOnline ? 'light on' : 'light',
    title: say(state.botOnline ? 'online' : 'away'),
  });

/* Who one is, and the menu of the others. */
function self(become) {
  const node = h(
    'button',
    {
      type: 'button',
      class: 'self',
      'aria-haspopup': 'menu',
      onclick: () => menu(node, everybody(become)),
    },
    avatar(me()),
    h(
      'span',
      { class: 'self-words' },
      h('span', { class: 'hint' }, say('be')),
      h('b', {}, fullName(me())),
    ),
    h('span', { class: 'badge' }, /^zh/i.test(me()?.locale ?? '') ? '中文' : 'EN'),
    icon('down'),
  );
  return node;
}

const everybody = (become) => [
  { title: say('be_other') },
  ...state.people
    .filter((one) => !one.is_bot)
    .map((one) => ({
      icon: avatar(one, true),
      label: fullName(one),
      hint: one.locale,
      checked: one.id === state.me,
      act: () => become(one.id),
    })),
  { icon: icon('plus'), label: say('newcomer'), act: () => invite(become) },
];

/* A newcomer joins the workspace, and the page is theirs at once: what the app welcomes them with is
 * best seen through their eyes. */
function invite(become) {
  const name = h('input', {
    class: 'field',
    name: 'name',
    required: true,
    maxlength: 60,
    autocomplete: 'off',
  });
  const locale = h(
    'select',
    { class: 'field', name: 'locale' },
    h('option', { value: 'en-US' }, 'English'),
    h('option', { value: 'zh-CN' }, '中文'),
  );
  const fields = [
    h('label', { class: 'label' }, say('newcomer_name'), name),
    h('label', { class: 'label' }, say('newcomer_locale'), locale),
  ];
  formDialog(say('newcomer').replace('…', ''), fields, say('invite'), (values) =>
    welcome(values, become),
  );
}

async function welcome({ name, locale }, become) {
  const handle = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '') || 'new'}${Date.now() % 10000}`;
  const answer = await ask('invite', {
    name: handle,
    real_name: name,
    locale,
    channels: ['general'],
  });
  if (!answer.ok) return note(say('failed', answer.error));
  return become(answer.user?.id ?? answer.user);
}
