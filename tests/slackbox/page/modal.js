/* The modals of the app: one dialog that shows the top of the person's stack of views. */

import { blocks, text } from './blocks.js';
import { fill, h, icon } from './dom.js';
import { key, wire } from './elements.js';
import { note } from './menu.js';
import { suggestions } from './message.js';
import { ask, PATIENCE } from './server.js';
import { state } from './state.js';
import { say } from './words.js';

/* What was typed, by view: an update of the view keeps it where block and element keep their names. */
const forms = new Map();
let dialog = null;
let shown = ''; // the view and errors that stand there, as text
let turn = 0;

export async function refreshModals() {
  const mine = ++turn;
  const answer = await ask('modals', { user: state.me });
  if (mine !== turn || !answer.ok) return;
  const stack = answer.views ?? [];
  for (const id of forms.keys()) if (!stack.some((view) => view.id === id)) forms.delete(id);
  if (!stack.length) return remove();
  show(stack.at(-1), stack.length);
}

function remove() {
  dialog?.remove();
  dialog = null;
  shown = '';
}

export function closeAll() {
  turn++;
  forms.clear();
  remove();
}

function formOf(view) {
  if (!forms.has(view.id)) forms.set(view.id, new Map());
  return forms.get(view.id);
}

function show(view, depth) {
  const { state: _, ...looks } = view; // what was typed is no reason to draw it again
  const content = JSON.stringify([looks, depth]);
  if (content === shown) return;
  shown = content;
  if (!dialog) {
    dialog = h('dialog', { class: 'dialog modal' });
    document.body.append(dialog);
  }
  dialog.oncancel = (event) => {
    event.preventDefault();
    close(view);
  };
  const focused = dialog.contains(document.activeElement) && document.activeElement.dataset.action;
  draw(view, depth);
  if (!dialog.open) dialog.showModal();
  focusFirst(focused);
}

function focusFirst(focused) {
  const again = focused ? dialog.querySelector(`[data-action="${CSS.escape(focused)}"]`) : null;
  const wrong = dialog.querySelector('[aria-invalid]');
  const first = dialog.querySelector(
    '[autofocus], .input .field, .input .select, .input input, footer .primary',
  );
  (wrong ?? again ?? first)?.focus();
}

function draw(view, depth) {
  const title = text(view.title);
  dialog.setAttribute('aria-label', view.title?.text ?? '');
  dialog.dataset.callback = view.callback_id ?? '';
  const form = h(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        submit(view, form);
      },
    },
    h(
      'header',
      {},
      depth > 1 &&
        h(
          'button',
          { type: 'button', class: 'tool', 'aria-label': say('back'), onclick: () => close(view) },
          icon('back'),
        ),
      h('h2', {}, title),
      h(
        'button',
        {
          type: 'button',
          class: 'tool',
          'aria-label': say('close'),
          onclick: () => close(view, true),
        },
        icon('close'),
      ),
    ),
    h('div', { class: 'trouble', role: 'alert', hidden: true }),
    h('div', { class: 'dialog-body blocks' }, blocks(view.blocks, surfaceOf(view))),
    h(
      'footer',
      {},
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => close(view) },
        text(view.close) ?? say(view.submit ? 'cancel' : 'close'),
      ),
      view.submit &&
        h(
          'button',
          { type: 'submit', class: 'button primary', data: { submit: '' } },
          text(view.submit),
        ),
    ),
  );
  const scrolled = dialog.querySelector('.dialog-body')?.scrollTop ?? 0;
  fill(dialog, form);
  dialog.querySelector('.dialog-body').scrollTop = scrolled;
}

function surfaceOf(view) {
  const target = { user: state.me, view_id: view.id };
  return {
    form: formOf(view),
    errors: view.errors,
    act: async (element, block, what) => {
      await ask('fill', { ...target, values: values(view) });
      return ask('click', {
        ...target,
        action_id: element.action_id,
        block_id: block.block_id,
        ...what,
        wait_ms: PATIENCE,
      });
    },
    suggest: (element, block, query) =>
      suggestions({ ...target, action_id: element.action_id, value: query }),
  };
}

/* What stands in the form's input blocks, by block, where it differs from what the app put there. */
function values(view) {
  const out = {};
  for (const block of view.blocks ?? []) {
    if (block.type !== 'input') continue;
    const value = formOf(view).get(key(block.element, block));
    if (value !== undefined) out[block.block_id] = wire(block.element, value);
  }
  return out;
}

async function submit(view, form) {
  if (form.classList.contains('busy')) return;
  form.classList.add('busy');
  const answer = await ask('submit', {
    user: state.me,
    view_id: view.id,
    values: values(view),
    wait_ms: PATIENCE,
  });
  form.classList.remove('busy');
  if (answer.error === 'form_invalid')
    return show({ ...view, errors: answer.errors }, depthShown());
  if (answer.error) return trouble(form, answer);
  return refreshModals();
}

const depthShown = () => (dialog.querySelector('header .tool + h2') ? 2 : 1);

function trouble(form, answer) {
  const box = form.querySelector('.trouble');
  fill(box, icon('warn'), `${say('trouble')} (${answer.error})`);
  box.hidden = false;
}

async function close(view, all = false) {
  const answer = await ask('close_view', {
    user: state.me,
    view_id: view.id,
    ...(all ? { all } : {}),
  });
  if (!answer.ok) note(say('failed', answer.error));
  refreshModals();
}
