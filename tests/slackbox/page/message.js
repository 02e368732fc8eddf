/* One message as a person sees it, and the list of them that only touches what has changed. */

import { blocks } from './blocks.js';
import { fill, h, icon, link } from './dom.js';
import { emoji } from './emoji.js';
import { menu, note, popover, closePopover } from './menu.js';
import { mrkdwn, prettyDay } from './mrkdwn.js';
import { ask, PATIENCE } from './server.js';
import { bot, channel, fullName, go, names, person, state } from './state.js';
import { locale, say } from './words.js';

/* A person's square: initials on a colour that their id decides; the app has its own. */
export function avatar(one, small = false) {
  const name = fullName(one) || '?';
  const app = one?.is_bot || one?.id === state.bot;
  const words = name.split(/\s+/).filter(Boolean);
  const han = /^\p{Script=Han}+$/u.test(words[0] ?? '');
  const initials = han
    ? words[0].slice(-1)
    : words
        .slice(0, 2)
        .map((word) => [...word][0])
        .join('')
        .toUpperCase();
  const hue = [...(one?.id ?? name)].reduce(
    (sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8,
    7,
  );
  const slackbot = one?.id === 'USLACKBOT';
  const kind = slackbot ? 'slackbot' : app ? 'app' : `hue${hue}`;
  const mark = slackbot ? icon('smile') : app ? icon('bolt') : initials;
  return h(
    'span',
    { class: `avatar ${kind}${small ? ' small' : ''}`, 'aria-hidden': 'true' },
    mark,
  );
}

const clock = (ts) =>
  new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit' }).format(
    Number(ts) * 1000,
  );
const fullTime = (ts) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'medium' }).format(
    Number(ts) * 1000,
  );
const day = (ts) => new Date(Number(ts) * 1000).toDateString();
const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/* What was picked or typed in a message's elements, until the app writes it anew. */
const forms = new Map();

function surfaceOf(message, where) {
  const id = `${where.channel} ${message.ts}`;
  if (!forms.has(id)) forms.set(id, new Map());
  const target = { user: state.me, channel: where.channel, ts: message.ts };
  return {
    form: forms.get(id),
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
}

/* Asks the app what an external select offers; a string says why it offers nothing. */
export async function suggestions(question) {
  const answer = await ask('suggest', { ...question, wait_ms: PATIENCE });
  if (!answer.ok || answer.error) return say('timeout', answer.error);
  if (answer.option_groups)
    return answer.option_groups.map((group) => ({
      label: group.label?.text,
      options: group.options,
    }));
  return [{ options: answer.options ?? [] }];
}

function messageNode(message, where, follows) {
  const author =
    person(message.user) ??
    (message.user === state.bot
      ? bot()
      : { id: message.user, name: message.name, is_bot: message.is_bot });
  const kind = [message.ephemeral && 'ephemeral', follows && 'follows'].filter(Boolean).join(' ');
  const node = h(
    'article',
    { class: `message ${kind}`, data: { ts: message.ts }, tabindex: '-1' },
    follows
      ? h('time', { class: 'beside', title: fullTime(message.ts) }, clock(message.ts))
      : avatar(author),
    h(
      'div',
      { class: 'content' },
      message.ephemeral && h('div', { class: 'only-you' }, icon('eye'), say('only_you')),
      !follows &&
        h(
          'div',
          { class: 'byline' },
          h('b', { class: 'author' }, fullName(author)),
          (message.is_bot || author.is_bot) && h('span', { class: 'badge' }, say('app')),
          h('time', { title: fullTime(message.ts) }, clock(message.ts)),
        ),
      message.broadcast && !where.thread && h('div', { class: 'hint' }, say('also_channel')),
      body(message, where),
      reactions(message, where),
      !where.thread && threadLine(message, where),
    ),
  );
  if (!message.ephemeral) addTools(node, message, where);
  return node;
}

/* What a person wrote is in the text, mentions and all; only an app's blocks say more than it. */
function body(message, where) {
  const surface = surfaceOf(message, where);
  const written =
    message.blocks?.length && (message.is_bot || !message.text)
      ? h('div', { class: 'blocks' }, blocks(message.blocks, surface))
      : message.text && h('div', { class: 'text' }, mrkdwn(message.text, names));
  return [
    written,
    message.edited && h('span', { class: 'hint' }, ` ${say('edited')}`),
    (message.attachments ?? []).map((one) =>
      h(
        'div',
        { class: 'attachment' },
        one.title && h('b', {}, one.title_link ? link(one.title_link, one.title) : one.title),
        one.blocks
          ? h('div', { class: 'blocks' }, blocks(one.blocks, surface))
          : h('div', { class: 'text' }, mrkdwn(one.text ?? one.fallback ?? '', names)),
      ),
    ),
    (message.files ?? []).map((file) =>
      h('div', { class: 'file' }, icon('reply'), file.title || file.name || file.id),
    ),
  ];
}

function reactions(message, where) {
  if (!message.reactions?.length) return null;
  return h(
    'div',
    { class: 'reactions' },
    message.reactions.map((one) => {
      const mine = one.users?.includes(state.me);
      const who = (one.users ?? []).map((id) => names.user(id)).join(', ');
      return h(
        'button',
        {
          type: 'button',
          class: mine ? 'reaction mine' : 'reaction',
          title: who,
          'aria-pressed': String(Boolean(mine)),
          onclick: () => react(message, where, one.name, mine),
        },
        emoji(one.name) ?? `:${one.name}:`,
        ' ',
        one.count ?? one.users?.length ?? 1,
      );
    }),
  );
}

const react = (message, where, name, undo) =>
  ask(undo ? 'unreact' : 'react', { user: state.me, channel: where.channel, ts: message.ts, name });

function threadLine(message, where) {
  const count = message.reply_count ?? 0;
  if (!count) return null;
  return h(
    'button',
    { type: 'button', class: 'thread-line', onclick: () => go(where.channel, message.ts) },
    icon('reply'),
    count === 1 ? say('reply') : say('replies', count),
  );
}

/* The tools over a message: shown on hover and focus, and on a long press. */
function addTools(node, message, where) {
  const parent = message.thread_ts ?? message.ts;
  const more = h(
    'button',
    {
      type: 'button',
      class: 'tool',
      'aria-label': say('more'),
      title: say('more'),
      'aria-haspopup': 'menu',
      data: { tool: 'more' },
      onclick: () => menu(more, rows()),
    },
    icon('more'),
  );
  const smile = h(
    'button',
    {
      type: 'button',
      class: 'tool',
      'aria-label': say('react'),
      title: say('react'),
      onclick: () => pickEmoji(smile, message, where),
    },
    icon('smile'),
  );
  const reply = h(
    'button',
    {
      type: 'button',
      class: 'tool',
      'aria-label': say('reply_in_thread'),
      title: say('reply_in_thread'),
      data: { tool: 'reply' },
      onclick: () => go(where.channel, parent),
    },
    icon('reply'),
  );
  const rows = () => {
    const shortcuts = state.shortcuts.filter((one) => one.type === 'message');
    return [
      ...(shortcuts.length ? [{ title: say('shortcuts') }] : []),
      ...shortcuts.map((one) => ({
        icon: icon('bolt'),
        label: one.name,
        hint: bot().name,
        act: () => shortcut(one, { channel: where.channel, ts: message.ts }),
      })),
      { icon: icon('reply'), label: say('reply_in_thread'), act: () => go(where.channel, parent) },
      { icon: icon('smile'), label: say('react'), act: () => pickEmoji(more, message, where) },
    ];
  };
  node.append(h('div', { class: 'tools', role: 'group' }, smile, !where.thread && reply, more));
  longPress(node, () => {
    node.focus();
    menu(more, rows());
  });
}

export async function shortcut(one, where = {}) {
  const answer = await ask('shortcut', {
    user: state.me,
    callback_id: one.callback_id,
    ...where,
    wait_ms: PATIENCE,
  });
  if (answer.error) note(answer.ok ? say('timeout', answer.error) : say('failed', answer.error));
}

function pickEmoji(anchor, message, where) {
  const some = [
    '+1',
    'white_check_mark',
    'eyes',
    'tada',
    'heart',
    'pray',
    'thinking_face',
    'rocket',
  ];
  popover(
    anchor,
    h(
      'div',
      { class: 'emoji-row' },
      some.map((name) =>
        h(
          'button',
          {
            type: 'button',
            class: 'tool',
            'aria-label': name,
            onclick: () => {
              closePopover();
              react(message, where, name, false);
            },
          },
          emoji(name),
        ),
      ),
    ),
  );
}

function longPress(node, act) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  node.addEventListener(
    'touchstart',
    (event) => {
      if (event.target.closest('a, button, input, textarea, label')) return;
      timer = setTimeout(act, 450);
    },
    { passive: true },
  );
  for (const end of ['touchend', 'touchmove', 'touchcancel'])
    node.addEventListener(end, cancel, { passive: true });
}

/* Keeps a list of messages in step with what slackbox says, and at its end unless one reads above. */
export class MessageList {
  constructor(box, where) {
    this.box = box;
    this.where = where;
    this.shown = new Map();
    this.box.replaceChildren();
  }

  show(messages, empty) {
    const stick = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
    const wanted = [];
    let before = null;
    for (const message of messages) {
      if (!before || day(before.ts) !== day(message.ts)) {
        wanted.push(this.keep(`day ${day(message.ts)}`, '', () => dayLine(message.ts)));
        before = null;
      }
      const follows =
        Boolean(before) &&
        before.user === message.user &&
        !message.ephemeral &&
        !before.ephemeral &&
        !before.reply_count &&
        Number(message.ts) - Number(before.ts) < 300;
      const id = `${message.ts} ${message.user} ${message.ephemeral}`;
      const known = state.shortcuts.length + state.people.length;
      wanted.push(
        this.keep(id, JSON.stringify([message, follows, known]), () =>
          messageNode(message, this.where, follows),
        ),
      );
      before = message;
    }
    if (!messages.length && empty) wanted.push(empty());
    this.settle(wanted, stick);
  }

  keep(id, content, make) {
    let entry = this.shown.get(id);
    if (!entry || entry.content !== content)
      this.shown.set(id, (entry = { content, node: make() }));
    return entry.node;
  }

  settle(wanted, stick) {
    const stays = new Set(wanted);
    for (const child of [...this.box.children]) if (!stays.has(child)) child.remove();
    wanted.forEach((node, i) => {
      if (this.box.children[i] !== node) this.box.insertBefore(node, this.box.children[i] ?? null);
    });
    if (stick) this.box.scrollTop = this.box.scrollHeight;
  }
}

function dayLine(ts) {
  return h(
    'div',
    { class: 'day', role: 'separator' },
    h('span', {}, capital(prettyDay(new Date(Number(ts) * 1000), 'date_long', locale()))),
  );
}

export function emptyPlace(id) {
  const where = channel(id);
  const dm = where?.kind === 'im';
  const title = dm ? say('empty_dm', bot().name) : say('empty_channel', where?.name ?? '');
  return fill(
    h('div', { class: 'empty' }),
    dm ? avatar(bot()) : h('span', { class: 'avatar place' }, icon('hash')),
    h('h2', {}, title),
  );
}
