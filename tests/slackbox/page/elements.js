/* The interactive elements of Block Kit. An element in an input block only keeps its value in the form;
 * anywhere else it tells the app at once. The surface (a message, a modal, the home tab) gives:
 *   act(element, block, what) → {error?}   presses, picks
 *   suggest(element, block, query) → groups, or a string that says why there are none
 *   form   a Map: what was typed or picked so far, by block and element */

import { h, icon, safeUrl } from './dom.js';
import { withEmoji } from './emoji.js';
import { confirmed, menu } from './menu.js';
import { inline } from './mrkdwn.js';
import { known, select } from './select.js';
import { channel, fullName, names, state } from './state.js';
import { say } from './words.js';

const words = (object) => withEmoji(object?.text ?? '');
export const key = (element, block) => `${block.block_id}\n${element.action_id}`;

export function element(element, block, surface) {
  const make = MAKERS[element.type];
  return make
    ? make(element, block, surface)
    : h('span', { class: 'hint' }, say('unknown_block', element.type));
}

const remembered = (element, block, surface, first) =>
  surface.form.get(key(element, block)) ?? first;

/* A choice was made: kept, and told to the app unless the element only waits for its form to be sent. */
async function chosen(element, block, surface, value, what, node) {
  surface.form.set(key(element, block), value);
  if (block.type === 'input' && !block.dispatch_action) return;
  if (!(await confirmed(element.confirm))) return;
  await acting(node, surface.act(element, block, what));
}

/* Shows that an act is under way, and Slack's small warning when the app did not answer. */
async function acting(node, act) {
  node?.classList.add('busy');
  const answer = await act;
  node?.classList.remove('busy');
  node?.parentElement?.querySelectorAll(':scope > .failed').forEach((old) => old.remove());
  if (!answer?.error) return;
  node?.after(
    h('span', { class: 'failed', role: 'alert' }, icon('warn'), say('timeout', answer.error)),
  );
}

function button(element, block, surface) {
  const href = element.url && safeUrl(element.url);
  const style = { primary: ' primary', danger: ' danger' }[element.style] ?? '';
  const node = h(
    href ? 'a' : 'button',
    {
      type: href ? null : 'button',
      href,
      target: href && '_blank',
      rel: href && 'noopener noreferrer',
      class: `button${style}`,
      'aria-label': element.accessibility_label,
      data: { action: element.action_id ?? '' },
      onclick: async () => {
        if (node.classList.contains('busy') || !(await confirmed(element.confirm))) return;
        await acting(node, surface.act(element, block, {}));
      },
    },
    words(element.text),
  );
  return node;
}

function overflow(element, block, surface) {
  const node = h(
    'button',
    {
      type: 'button',
      class: 'button square',
      'aria-label': say('more'),
      'aria-haspopup': 'menu',
      onclick: () =>
        menu(
          node,
          element.options.map((option) => ({
            label: words(option.text),
            hint: words(option.description),
            act: async () => {
              if (option.url && safeUrl(option.url))
                open(safeUrl(option.url), '_blank', 'noopener');
              if (await confirmed(element.confirm))
                await acting(node, surface.act(element, block, { option: option.value }));
            },
          })),
        ),
    },
    icon('more'),
  );
  return node;
}

const groupsOf = (element) =>
  element.option_groups?.map((group) => ({
    label: words(group.label),
    options: group.options,
  })) ?? [{ options: element.options ?? [] }];

const people = () => [
  { options: state.people.map((one) => ({ value: one.id, label: fullName(one) })) },
];
const places = (element) => {
  const kinds = element.type.includes('channels')
    ? ['channel']
    : (element.filter?.include ?? []).map(
        (kind) => ({ public: 'channel', private: 'group', im: 'im', mpim: 'mpim' })[kind],
      );
  const fits = (one) => !kinds.length || kinds.includes(one.kind);
  return [
    {
      options: state.channels
        .filter(fits)
        .map((one) => ({ value: one.id, label: placeLabel(one) })),
    },
  ];
};
const placeLabel = (one) => (one.kind === 'im' ? names.user(one.with) : `#${one.name}`);

/* What each kind of select offers, what it starts with, and how its choice is told to the app. */
const SELECTS = {
  static: {
    offer: (element) => known(groupsOf(element)),
    first: (element) =>
      element.initial_options ?? (element.initial_option && [element.initial_option]),
    by: 'option',
  },
  external: {
    offer: (element, block, surface) => ({
      remote: true,
      least: element.min_query_length ?? 3,
      load: (query) => surface.suggest(element, block, query),
    }),
    first: (element) =>
      element.initial_options ?? (element.initial_option && [element.initial_option]),
    by: 'option',
  },
  users: {
    offer: () => known(people()),
    first: (element) => ids(element, 'user', (id) => names.user(id)),
    by: 'value',
  },
  channels: {
    offer: (element) => known(places(element)),
    first: (element) => ids(element, 'channel', placeOf),
    by: 'value',
  },
  conversations: {
    offer: (element) => known(places(element)),
    first: (element) => ids(element, 'conversation', placeOf),
    by: 'value',
  },
};
const placeOf = (id) => (channel(id) ? placeLabel(channel(id)) : id);
const ids = (element, kind, label) =>
  [element[`initial_${kind}s`] ?? element[`initial_${kind}`] ?? []]
    .flat()
    .map((id) => ({ value: id, label: label(id) }));

function anySelect(element, block, surface) {
  const multi = element.type.startsWith('multi_');
  const kind = SELECTS[element.type.replace('multi_', '').replace('_select', '')];
  const offer = kind.offer(element, block, surface);
  const first = remembered(element, block, surface, kind.first(element) ?? []);
  const settings = {
    ...offer,
    multi,
    max: element.max_selected_items,
    placeholder: words(element.placeholder),
    label: words(block.label) || words(element.placeholder),
  };
  const node = select(settings, first, (list) => {
    const values = list.map((option) => option.value);
    const what = multi ? { options: values } : { [kind.by]: values[0] };
    chosen(element, block, surface, list, what, node);
  });
  return node;
}

function boxes(type) {
  return (element, block, surface) => {
    const group = `${key(element, block)} ${Math.random()}`;
    const first =
      element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
    const on = new Set(remembered(element, block, surface, first).map((option) => option.value));
    const node = h(
      'div',
      {
        class: 'boxes',
        role: type === 'radio' ? 'radiogroup' : 'group',
        'aria-label': words(block.label) || null,
      },
      element.options.map((option) =>
        h(
          'label',
          { class: 'box' },
          h('input', {
            type,
            name: group,
            value: option.value,
            checked: on.has(option.value),
            onchange: (event) => {
              if (type === 'radio') on.clear();
              on[event.target.checked ? 'add' : 'delete'](option.value);
              const list = element.options.filter((one) => on.has(one.value));
              const what = type === 'radio' ? { option: option.value } : { options: [...on] };
              chosen(element, block, surface, list, what, node);
            },
          }),
          h(
            'span',
            {},
            optionWords(option.text),
            option.description && h('span', { class: 'hint' }, optionWords(option.description)),
          ),
        ),
      ),
    );
    return node;
  };
}

const optionWords = (object) =>
  object?.type === 'mrkdwn' ? inline(object.text, names) : words(object);

/* Fields that hold a text: one line, several, numbers, addresses, dates and times. */
function field(type, initial) {
  return (element, block, surface) => {
    const tag = type === 'text' && element.multiline ? 'textarea' : 'input';
    const count = h('span', { class: 'count', 'aria-hidden': 'true' });
    const typed = () => {
      if (element.max_length && node.value.length > element.max_length * 0.8)
        count.textContent = String(element.max_length - node.value.length);
      else count.textContent = '';
    };
    const tell = () => chosen(element, block, surface, node.value, { value: node.value }, node);
    const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
    const dated = type === 'date' || type === 'time';
    const node = h(tag, {
      class: 'field',
      type: tag === 'input' ? type : null,
      rows: tag === 'textarea' ? 4 : null,
      value: remembered(element, block, surface, element[initial] ?? ''),
      placeholder: words(element.placeholder) || null,
      maxlength: element.max_length ?? null,
      min: element.min_value ?? null,
      max: element.max_value ?? null,
      step: type === 'number' && element.is_decimal_allowed ? 'any' : null,
      autofocus: element.focus_on_load,
      'aria-label': words(block.label) || words(element.placeholder) || null,
      data: { action: element.action_id ?? '' },
      oninput: () => {
        surface.form.set(key(element, block), node.value);
        typed();
        if (block.dispatch_action && on.includes('on_character_entered')) tell();
      },
      onchange: () => dated && tell(),
      onkeydown: (event) => {
        const enter = event.key === 'Enter' && tag === 'input' && !event.isComposing;
        if (!enter || !block.dispatch_action || !on.includes('on_enter_pressed')) return;
        event.preventDefault();
        tell();
      },
    });
    return element.max_length ? h('span', { class: 'counted' }, node, count) : node;
  };
}

/* A moment is seconds since 1970 for the app, and the reader's own clock on the page. */
function moment(element, block, surface) {
  const local = (at) =>
    new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60000)
      .toISOString()
      .slice(0, 16);
  const first = remembered(element, block, surface, element.initial_date_time);
  const node = h('input', {
    class: 'field',
    type: 'datetime-local',
    value: first ? local(Number(first)) : '',
    'aria-label': words(block.label) || null,
    data: { action: element.action_id ?? '' },
    onchange: () => {
      const value = node.value ? String(Math.floor(new Date(node.value).getTime() / 1000)) : '';
      chosen(element, block, surface, value, { value }, node);
    },
  });
  return node;
}

function image(element) {
  return picture(element.image_url, element.alt_text);
}

/* The page asks no other machine for anything, so a picture from elsewhere is only named. */
export function picture(url, alt) {
  const href = safeUrl(url ?? '');
  const own = url?.startsWith('data:image/') || (href && new URL(href).origin === location.origin);
  if (own) return h('img', { src: url, alt: alt ?? '', loading: 'lazy' });
  return h(
    'span',
    { class: 'picture', role: 'img', 'aria-label': alt, title: url },
    href
      ? h(
          'a',
          { href, target: '_blank', rel: 'noopener noreferrer' },
          say('image_out', alt || href),
        )
      : alt,
  );
}

const MAKERS = {
  button,
  overflow,
  image,
  checkboxes: boxes('checkbox'),
  radio_buttons: boxes('radio'),
  plain_text_input: field('text', 'initial_value'),
  number_input: field('number', 'initial_value'),
  email_text_input: field('email', 'initial_value'),
  url_text_input: field('url', 'initial_value'),
  datepicker: field('date', 'initial_date'),
  timepicker: field('time', 'initial_time'),
  datetimepicker: moment,
  feedback_buttons: (element, block, surface) =>
    h(
      'span',
      { class: 'pair' },
      [element.positive_button, element.negative_button].map((one) =>
        button({ ...one, action_id: element.action_id }, block, surface),
      ),
    ),
};
for (const kind of Object.keys(SELECTS))
  for (const prefix of ['', 'multi_']) MAKERS[`${prefix}${kind}_select`] = anySelect;

/* A form's value as slackbox takes it: text, an option's value, or a list of them. */
export function wire(element, value) {
  if (!Array.isArray(value)) return value === '' ? null : value;
  const values = value.map((option) => option.value);
  const many = element.type.startsWith('multi_') || element.type === 'checkboxes';
  return many ? values : (values[0] ?? null);
}
