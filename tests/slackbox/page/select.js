/* One list to choose from, for every select of Block Kit: a button that opens a list, with a field to
 * search in where there is much to choose from or where the app is asked while one types. */

import { fill, h, icon } from './dom.js';
import { withEmoji } from './emoji.js';
import { closePopover, place, popover } from './menu.js';
import { say } from './words.js';

let nextId = 0;

/* kind: {load(query) → groups [{label?, options}], remote, least, multi, max, placeholder, label}.
 * `chosen` is the list of options chosen at first; `changed(list)` hears every change. */
export function select(kind, chosen, changed) {
  let picked = [...chosen];
  const chips = h('span', { class: 'chips' });
  const button = h('button', {
    type: 'button',
    class: 'select',
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
    'aria-label': kind.label ?? null,
    onclick: () => open(),
  });
  const root = h('span', { class: kind.multi ? 'select-box multi' : 'select-box' }, chips, button);

  function show() {
    const text =
      !kind.multi && picked[0] ? optionText(picked[0]) : kind.placeholder || say('choose');
    fill(
      button,
      h('span', { class: picked[0] && !kind.multi ? 'chosen' : 'empty' }, text),
      icon('down'),
    );
    if (!kind.multi) return;
    fill(
      chips,
      picked.map((option) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            title: say('remove', optionText(option)),
            onclick: () => set(picked.filter((one) => one !== option)),
          },
          optionText(option),
          icon('close'),
        ),
      ),
    );
  }

  function set(list) {
    picked = list;
    show();
    changed(picked);
  }

  function take(option) {
    const there = picked.find((one) => one.value === option.value);
    if (!kind.multi) {
      closePopover();
      button.focus();
      set([option]);
    } else if (there) set(picked.filter((one) => one !== there));
    else if (!kind.max || picked.length < kind.max) set([...picked, option]);
  }

  function open() {
    const list = listBox(kind, () => picked, take);
    const box = popover(button, list.nodes, { role: 'dialog' });
    if (!box) return;
    box.classList.add('select-list');
    box.style.minWidth = `${root.offsetWidth}px`;
    list.start(() => place(box, button));
  }

  show();
  return root;
}

export const optionText = (option) =>
  withEmoji(option.text?.text ?? option.label ?? option.value ?? '');

/* The open list: the search field, the options, and the keys that walk through them. */
function listBox(kind, picked, take) {
  const id = `list${nextId++}`;
  let rows = [];
  let at = 0;
  let asked = 0;
  const list = h('div', {
    class: 'options',
    role: 'listbox',
    id,
    tabindex: '-1',
    'aria-multiselectable': kind.multi ? 'true' : null,
  });
  const field = h('input', {
    class: 'search',
    type: 'text',
    placeholder: say('search'),
    'aria-label': say('search'),
    autocomplete: 'off',
    role: 'combobox',
    'aria-controls': id,
    'aria-expanded': 'true',
    oninput: () => refresh(field.value),
    onkeydown: keys,
  });
  list.addEventListener('keydown', keys);

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key === 'Enter' || (event.key === ' ' && event.target !== field))
      rows[at]?.node.click();
    else return;
    event.preventDefault();
  }

  function mark(index) {
    rows[at]?.node.classList.remove('at');
    at = Math.max(0, Math.min(index, rows.length - 1));
    if (!rows[at]) return;
    rows[at].node.classList.add('at');
    rows[at].node.scrollIntoView({ block: 'nearest' });
    for (const holder of [field, list])
      holder.setAttribute('aria-activedescendant', rows[at].node.id);
  }

  function optionNode(option) {
    const on = picked().some((one) => one.value === option.value);
    const node = h(
      'div',
      {
        class: on ? 'option on' : 'option',
        role: 'option',
        id: `${id}-${rows.length}`,
        'aria-selected': String(on),
        onclick: () => {
          take(option);
          if (kind.multi) refresh(field.value, true);
        },
      },
      h('span', { class: 'tick' }, on && icon('check')),
      h(
        'span',
        {},
        optionText(option),
        option.description && h('span', { class: 'hint' }, option.description.text),
      ),
    );
    rows.push({ option, node });
    return node;
  }

  async function refresh(query, stay = false) {
    const mine = ++asked;
    if (kind.remote && query.trim().length < (kind.least ?? 3))
      return hint(say('keep_typing', kind.least ?? 3));
    if (kind.remote) {
      hint(say('searching'));
      await new Promise((resume) => setTimeout(resume, 180)); // while the next key may come
      if (mine !== asked) return;
    }
    const groups = await kind.load(query);
    if (mine !== asked) return;
    if (typeof groups === 'string') return hint(groups);
    rows = [];
    const keep = stay ? at : 0;
    fill(
      list,
      groups
        .filter((group) => group.options.length)
        .map((group) => [
          group.label && h('div', { class: 'menu-title' }, group.label),
          group.options.map(optionNode),
        ]),
    );
    if (!rows.length) hint(say('no_results'));
    else
      mark(
        stay
          ? keep
          : Math.max(
              0,
              rows.findIndex((row) => row.node.classList.contains('on')),
            ),
      );
  }

  function hint(text) {
    rows = [];
    fill(list, h('div', { class: 'hint pad' }, text));
  }

  return {
    nodes: [kind.search || kind.remote ? field : null, list],
    start: async (moved) => {
      (field.isConnected ? field : list).focus();
      await refresh('');
      moved();
    },
  };
}

/* Options that are all known: searched by what they say. */
export function known(groups) {
  return {
    search: groups.reduce((sum, group) => sum + group.options.length, 0) > 7,
    load: (query) =>
      groups.map((group) => ({
        label: group.label,
        options: group.options.filter((one) =>
          optionText(one).toLowerCase().includes(query.trim().toLowerCase()),
        ),
      })),
  };
}
