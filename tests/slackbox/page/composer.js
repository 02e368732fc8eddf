/* Where one writes: grows with the text, sends on Enter (never in the middle of composing Chinese),
 * completes /commands, @people and #channels. */

import { fill, h, icon } from './dom.js';
import { menu, note } from './menu.js';
import { shortcut } from './message.js';
import { ask, PATIENCE } from './server.js';
import { fullName, state } from './state.js';
import { say } from './words.js';

const drafts = new Map();
let nextId = 0;

/* where() → {channel, thread}; `sent` is told after each message or command. */
export function composer(where, sent) {
  const listId = `completions${nextId++}`;
  const last = [];
  let found = [];
  let at = 0;
  const draftKey = () => `${state.me} ${where().channel} ${where().thread ?? ''}`;

  const field = h('textarea', {
    rows: 1,
    class: 'compose-field',
    role: 'combobox',
    'aria-controls': listId,
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    spellcheck: 'true',
    enterkeyhint: 'send',
    data: { compose: '' },
    oninput: typed,
    onkeydown: keys,
    onblur: () => setTimeout(() => offer([]), 150),
  });
  const list = h('div', { class: 'completions', id: listId, role: 'listbox', hidden: true });
  const usage = h('div', { class: 'usage', 'aria-live': 'polite' });
  const send = h('button', { type: 'submit', class: 'send' }, icon('send'));
  const bolt = h(
    'button',
    { type: 'button', class: 'tool', 'aria-haspopup': 'menu', onclick: openMenu },
    icon('bolt'),
  );
  const form = h(
    'form',
    {
      class: 'composer',
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    list,
    h('div', { class: 'compose-box' }, bolt, field, send),
    usage,
  );

  function openMenu() {
    const global = state.shortcuts.filter((one) => one.type === 'global');
    menu(bolt, [
      ...(global.length ? [{ title: say('global_shortcuts') }] : []),
      ...global.map((one) => ({ icon: icon('bolt'), label: one.name, act: () => shortcut(one) })),
      ...(state.commands.length ? [{ title: say('commands') }] : []),
      ...state.commands.map((one) => ({
        label: one.command,
        hint: one.description,
        act: () => put(`${one.command} `),
      })),
    ]);
  }

  function put(text) {
    field.value = text;
    field.focus();
    typed();
  }

  function typed() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    send.disabled = !field.value.trim();
    drafts.set(draftKey(), field.value);
    offer(completions(field.value.slice(0, field.selectionStart)));
    const command = state.commands.find((one) => field.value.startsWith(`${one.command} `));
    fill(
      usage,
      command && [
        h('b', {}, command.command),
        ' ',
        command.usage_hint,
        command.description && ` · ${command.description}`,
      ],
    );
  }

  function offer(rows) {
    found = rows;
    at = 0;
    list.hidden = !rows.length;
    field.setAttribute('aria-expanded', String(rows.length > 0));
    fill(
      list,
      rows.map((row, i) =>
        h(
          'div',
          {
            class: 'completion',
            role: 'option',
            id: `${listId}-${i}`,
            onpointerdown: (event) => {
              event.preventDefault(); // the field keeps the focus
              complete(row);
            },
          },
          h('b', {}, row.show),
          row.usage && h('span', { class: 'usage-hint' }, row.usage),
          h('span', { class: 'hint' }, row.hint),
        ),
      ),
    );
    mark(0);
  }

  function mark(index) {
    if (!found.length) return field.removeAttribute('aria-activedescendant');
    at = (index + found.length) % found.length;
    [...list.children].forEach((node, i) => {
      node.classList.toggle('at', i === at);
      node.setAttribute('aria-selected', String(i === at));
    });
    list.children[at].scrollIntoView({ block: 'nearest' });
    return field.setAttribute('aria-activedescendant', `${listId}-${at}`);
  }

  function complete(row) {
    const caret = field.selectionStart;
    field.value =
      field.value.slice(0, caret).replace(row.replaces, row.insert) + field.value.slice(caret);
    field.focus();
    typed();
    offer([]);
  }

  function keys(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length && step) mark(at + step);
    else if (found.length && event.key === 'Tab') complete(found[at]);
    else if (
      found.length &&
      event.key === 'Enter' &&
      found[at].insert.trim() !== field.value.trim()
    )
      complete(found[at]);
    else if (found.length && event.key === 'Escape') offer([]);
    else if (event.key === 'ArrowUp' && !field.value && last.length) put(last[0]);
    else if (event.key === 'Enter' && !event.shiftKey) submit();
    else return;
    event.preventDefault();
  }

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const { channel, thread } = where();
    if (text.startsWith('/') && thread) return note(say('no_slash_in_thread', text.split(/\s/)[0]));
    last.unshift(text);
    put('');
    offer([]);
    const answer = await deliver(text, channel, thread);
    if (!answer.ok) {
      if (!field.value) put(text);
      const unknown = answer.error === 'unknown_command';
      note(unknown ? say('no_command', text.split(/\s/)[0]) : say('failed', answer.error));
    }
    sent(answer);
  }

  const node = Object.assign(form, {
    refresh(placeholder) {
      field.placeholder = placeholder;
      field.setAttribute('aria-label', placeholder);
      send.setAttribute('aria-label', say('send'));
      bolt.setAttribute('aria-label', say('global_shortcuts'));
      if (drafts.get(draftKey()) !== field.value) {
        field.value = drafts.get(draftKey()) ?? '';
        typed();
        offer([]);
      }
    },
    put,
    focus: () => field.focus(),
  });
  send.disabled = true;
  return node;
}

/* A slash command, or a message with its @names and #channels as ids. What goes wrong with a
 * command Slackbot tells the person in the channel. */
function deliver(text, channel, thread) {
  const command = /^(\/[^\s/]+)\s*([\s\S]*)$/.exec(text);
  if (command)
    return ask('slash', {
      user: state.me,
      channel,
      command: command[1],
      text: command[2],
      wait_ms: PATIENCE,
    });
  return ask('say', {
    user: state.me,
    channel,
    text: named(text),
    ...(thread ? { thread_ts: thread } : {}),
  });
}

const named = (text) =>
  text
    .replace(/(^|[\s(（，。])@([\w.-]*\w)/gu, (whole, lead, name) => {
      const one = state.people.find((each) => each.name === name);
      return one ? `${lead}<@${one.id}>` : whole;
    })
    .replace(/(^|[\s(（，。])#([\w-]+)/gu, (whole, lead, name) => {
      const one = state.channels.find((each) => each.name === name && each.kind === 'channel');
      return one ? `${lead}<#${one.id}>` : whole;
    });

function completions(before) {
  const slash = /^\/\S*$/.exec(before);
  if (slash) return commandRows(slash[0]);
  const at = /(?:^|\s)@([\w.-]*)$/.exec(before);
  if (at)
    return state.people
      .filter((one) => `${one.name} ${fullName(one)}`.toLowerCase().includes(at[1].toLowerCase()))
      .slice(0, 8)
      .map((one) => ({
        show: fullName(one),
        hint: `@${one.name}`,
        replaces: /@[\w.-]*$/,
        insert: `@${one.name} `,
      }));
  const hash = /(?:^|\s)#([\w-]*)$/.exec(before);
  if (hash)
    return state.channels
      .filter((one) => one.kind === 'channel' && one.name.includes(hash[1].toLowerCase()))
      .slice(0, 8)
      .map((one) => ({
        show: `#${one.name}`,
        hint: '',
        replaces: /#[\w-]*$/,
        insert: `#${one.name} `,
      }));
  return [];
}

const commandRows = (typed) =>
  state.commands
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({
      show: one.command,
      usage: one.usage_hint,
      hint: one.description,
      replaces: /^\/\S*$/,
      insert: `${one.command} `,
    }));
