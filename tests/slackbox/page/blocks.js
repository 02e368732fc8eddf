/* The blocks of Block Kit, as nodes. */

import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { element, picture } from './elements.js';
import { markdown } from './markdown.js';
import { mrkdwn } from './mrkdwn.js';
import { richText, table } from './rich_text.js';
import { names } from './state.js';
import { say } from './words.js';

/* A text object: only mrkdwn is formatted, plain text at most has emoji. */
export function text(object) {
  if (!object) return null;
  if (object.type === 'mrkdwn') return mrkdwn(object.text, names);
  return object.emoji === false ? object.text : withEmoji(object.text);
}

const BLOCKS = {
  section: (block, surface) => [
    h(
      'div',
      { class: 'section-text' },
      block.text && h('div', { class: 'text' }, text(block.text)),
      block.fields &&
        h(
          'div',
          { class: 'fields' },
          block.fields.map((one) => h('div', { class: 'text' }, text(one))),
        ),
    ),
    block.accessory && h('div', { class: 'accessory' }, element(block.accessory, block, surface)),
  ],
  header: (block) => h('h3', {}, text(block.text)),
  divider: () => h('hr'),
  context: (block) =>
    block.elements.map((one) =>
      one.type === 'image'
        ? picture(one.image_url, one.alt_text)
        : h('span', { class: 'text' }, text(one)),
    ),
  actions: (block, surface) => block.elements.map((one) => element(one, block, surface)),
  context_actions: (block, surface) => block.elements.map((one) => element(one, block, surface)),
  image: (block) => [
    block.title && h('div', { class: 'hint' }, text(block.title)),
    picture(block.image_url ?? block.slack_file?.url, block.alt_text),
  ],
  input: inputBlock,
  rich_text: (block) => richText(block, names),
  markdown: (block) => markdown(block.text, names),
  table: (block) => table(block, names),
};

function inputBlock(block, surface) {
  const error = surface.errors?.[block.block_id];
  const label = h(
    'div',
    { class: 'label' },
    text(block.label),
    block.optional && h('span', { class: 'hint' }, ` ${say('optional')}`),
  );
  const node = element(block.element, block, surface);
  const note = error ? h('div', { class: 'error', role: 'alert' }, error) : null;
  if (error)
    (node.matches('.field') ? node : node.querySelector('.field, .select, input'))?.setAttribute(
      'aria-invalid',
      'true',
    );
  return [label, node, note, block.hint && h('div', { class: 'hint' }, text(block.hint))];
}

export function blocks(list, surface) {
  return (list ?? []).map((block) => {
    const make = BLOCKS[block.type];
    const content = make
      ? make(block, surface)
      : h('span', { class: 'hint' }, say('unknown_block', block.type));
    const invalid = surface.errors?.[block.block_id] ? ' invalid' : '';
    return h(
      'div',
      { class: `block ${block.type}${invalid}`, data: { block: block.block_id ?? '' } },
      content,
    );
  });
}
