/* The left side: where one can go, and who one is. */

import { fill, h, icon } from './dom.js';
import { formDialog, menu, note } from './menu.js';
import { avatar } from './message.js';
import { ask } from './server.js';
import { bot, fullName, go, isUnread, me, person, state } from './state.js';
import { say } from './words.js';

/* `become(id)` makes the page another person's. */
export function sidebar(box, become) {
  const row = (place, mark, label, unread, extra) =>
    h(
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
  const light = h('span', {
    class: state.botOnline ? 'light on' : 'light',
    title: say(state.botOnline ? 'online' : 'away'),
  });
  const channels = state.channels.filter((one) => one.kind !== 'im');
  const dms = state.channels.filter((one) => one.kind === 'im');
  const list = h(
    'nav',
    { class: 'places', 'aria-label': say('channels') },
    h('h2', {}, say('channels')),
    channels.map((one) =>
      row(
        one.id,
        icon(one.kind === 'group' ? 'lock' : 'hash'),
        one.name,
        one.is_member && isUnread(one) && state.place !== one.id,
      ),
    ),
    h('h2', {}, say('direct')),
    dms.map((one) => {
      const other = one.with === state.bot ? bot() : person(one.with);
      return row(
        one.id,
        avatar(other, true),
        fullName(other),
        isUnread(one) && state.place !== one.id,
        one.with === state.bot && light,
      );
    }),
    h('h2', {}, say('apps')),
    row('home', icon('home'), `${bot().name} · ${say('home')}`, false),
  );
  const self = h(
    'button',
    { type: 'button', class: 'self', 'aria-haspopup': 'menu', onclick: () => menu(self, rows()) },
    avatar(me(), false),
    h(
      'span',
      { class: 'self-words' },
      h('span', { class: 'hint' }, say('be')),
      h('b', {}, fullName(me())),
    ),
    h('span', { class: 'badge' }, shortLocale(me()?.locale)),
    icon('down'),
  );
  const rows = () => [
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
  fill(
    box,
    h(
      'header',
      { class: 'workspace' },
      h('span', { class: 'logo', 'aria-hidden': 'true' }, icon('bolt')),
      h('span', {}, h('b', {}, say('workspace')), h('small', {}, say('subtitle'))),
    ),
    list,
    self,
  );
}

const shortLocale = (locale) => (/^zh/i.test(locale ?? '') ? '中文' : 'EN');

/* A newcomer joins the workspace, and the page is theirs at once: what the app welcomes them with is
 * best seen through their eyes. */
function invite(become) {
  const fields = [
    h(
      'label',
      { class: 'label' },
      say('newcomer_name'),
      h('input', {
        class: 'field',
        name: 'name',
        required: true,
        maxlength: 60,
        autocomplete: 'off',
      }),
    ),
    h(
      'label',
      { class: 'label' },
      say('newcomer_locale'),
      h(
        'select',
        { class: 'field', name: 'locale' },
        h('option', { value: 'en-US' }, 'English'),
        h('option', { value: 'zh-CN' }, '中文'),
      ),
    ),
  ];
  formDialog(say('newcomer').replace('…', ''), fields, say('invite'), async ({ name, locale }) => {
    const handle = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '') || 'new'}${Date.now() % 10000}`;
    const answer = await ask('invite', {
      name: handle,
      real_name: name,
      locale,
      channels: ['general'],
    });
    if (!answer.ok) return note(say('failed', answer.error));
    const id = answer.user?.id ?? answer.user;
    return become(id);
  });
}
