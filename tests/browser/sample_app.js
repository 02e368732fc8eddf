/* A small app on Slack's own SDK that shows everything the page can draw: askd itself uses less. */

import bolt from '@slack/bolt';

const plain = (text) => ({ type: 'plain_text', text, emoji: true });
const mrkdwn = (text) => ({ type: 'mrkdwn', text });
const option = (text, value, description) => ({
  text: plain(text),
  value,
  ...(description ? { description: plain(description) } : {}),
});
const button = (text, action_id, more = {}) => ({
  type: 'button',
  text: plain(text),
  action_id,
  value: action_id,
  ...more,
});

const TOPICS = [
  'Networking',
  'Storage',
  'Security',
  'Builds',
  'Compose',
  'Swarm',
  'Registry',
  'Kubernetes',
];

export const everything = [
  { type: 'header', text: plain('Everything at once') },
  {
    type: 'section',
    block_id: 'topic_row',
    text: mrkdwn('*Topic*\nWhat is it about?'),
    accessory: {
      type: 'static_select',
      action_id: 'topic',
      placeholder: plain('Pick a topic'),
      options: TOPICS.map((topic) => option(topic, topic.toLowerCase())),
    },
  },
  {
    type: 'section',
    fields: [
      mrkdwn('*State*\nnew'),
      mrkdwn('*Asked*\n3 times'),
      mrkdwn('*Language*\n中文'),
      mrkdwn('*Owner*\n<@U0MOD>'),
    ],
  },
  { type: 'divider' },
  {
    type: 'actions',
    block_id: 'tools',
    elements: [
      {
        type: 'external_select',
        action_id: 'entry',
        placeholder: plain('Find an entry'),
        min_query_length: 2,
      },
      { type: 'users_select', action_id: 'who', placeholder: plain('Who') },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-02-28' },
      button('Delete', 'delete', {
        style: 'danger',
        confirm: {
          title: plain('Delete it?'),
          text: plain('It cannot be restored.'),
          confirm: plain('Delete'),
          deny: plain('Keep'),
        },
      }),
      button('Silence', 'silence'),
      button('Ask the maintainers', 'form', { style: 'primary' }),
      {
        type: 'overflow',
        action_id: 'more',
        options: [option('Report as outdated', 'outdated'), option('Show sources', 'sources')],
      },
    ],
  },
  {
    type: 'section',
    block_id: 'goals',
    text: mrkdwn('*Goals*'),
    accessory: {
      type: 'checkboxes',
      action_id: 'goal',
      options: [option('Ask', 'ask'), option('Contribute', 'contribute', 'Docs, code, tests')],
    },
  },
  { type: 'image', image_url: 'https://pictures.invalid/a.png', alt_text: 'a diagram' },
  {
    type: 'markdown',
    text: '## Markdown\nSome **bold**, *italic* and `code`.\n\n- one\n  - nested\n- two\n\n| name | stars |\n|---|--:|\n| etcd | 5 |\n\n```sh\ndocker run alpine\n```\n> quoted',
  },
  {
    type: 'context',
    elements: [mrkdwn('`sample` · checked <!date^1772236800^{date_short}|28 Feb 2026>')],
  },
];

const form = (title) => ({
  type: 'modal',
  callback_id: 'question',
  title: plain(title),
  submit: plain('Send'),
  close: plain('Cancel'),
  notify_on_close: true,
  blocks: [
    {
      type: 'section',
      text: mrkdwn('A person will see this. *Nothing* is posted in the channel.'),
    },
    {
      type: 'input',
      block_id: 'words',
      label: plain('Your question'),
      hint: plain('One question at a time helps.'),
      element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 200 },
    },
    {
      type: 'input',
      block_id: 'topic',
      label: plain('Topic'),
      optional: true,
      element: {
        type: 'static_select',
        action_id: 'pick',
        options: TOPICS.map((topic) => option(topic, topic.toLowerCase())),
      },
    },
    {
      type: 'input',
      block_id: 'langs',
      label: plain('Languages'),
      optional: true,
      element: {
        type: 'multi_static_select',
        action_id: 'pick',
        options: [option('English', 'en'), option('中文', 'zh')],
        initial_options: [option('English', 'en')],
      },
    },
    {
      type: 'input',
      block_id: 'when',
      label: plain('When'),
      element: {
        type: 'radio_buttons',
        action_id: 'pick',
        options: [option('Now', 'now'), option('Later', 'later')],
        initial_option: option('Now', 'now'),
      },
    },
    { type: 'actions', block_id: 'deeper', elements: [button('Another form', 'push')] },
  ],
});

/* Starts the app; `heard` collects what reached it: [name, value] in order. */
export async function startSample({ api, app_token, bot_token }) {
  const heard = [];
  const app = new bolt.App({
    token: bot_token,
    appToken: app_token,
    socketMode: true,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: api },
  });
  const value = (action) =>
    action.selected_option?.value ??
    action.selected_options?.map((one) => one.value) ??
    action.selected_user ??
    action.selected_date ??
    action.value;

  app.command('/sample', async ({ command, ack }) => {
    heard.push(['/sample', command.text]);
    await ack({ text: 'everything', blocks: everything });
  });
  app.action('silence', async () => {}); // never acked: the page has to say so
  app.action('form', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form('Ask the maintainers') });
  });
  app.action('push', async ({ ack, body, client }) => {
    await ack();
    heard.push(['typed', body.view.state.values.words.text.value]);
    await client.views.push({
      trigger_id: body.trigger_id,
      view: { ...form('A second form'), callback_id: 'second' },
    });
  });
  app.action(/^(topic|entry|who|day|delete|more|goal|home)$/, async ({ action, ack }) => {
    await ack();
    heard.push([action.action_id, value(action)]);
  });
  app.options('entry', async ({ options, ack }) => {
    await ack({
      options: [
        option(`Draining: ${options.value}`, 'drain'),
        option('Drain timeouts', 'timeouts'),
      ],
    });
  });
  app.view('question', async ({ ack, view, body, client }) => {
    const text = view.state.values.words.text.value;
    if (text.length < 5)
      return ack({ response_action: 'errors', errors: { words: 'Please say a little more.' } });
    await ack();
    heard.push(['question', view.state.values]);
    return client.chat.postMessage({ channel: body.user.id, text: `Noted: ${text}` });
  });
  app.view({ callback_id: 'question', type: 'view_closed' }, async ({ ack }) => {
    await ack();
    heard.push(['closed', true]);
  });
  app.shortcut('sample.message', async ({ shortcut, ack }) => {
    await ack();
    heard.push(['shortcut', shortcut.message_ts]);
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const blocks = [
      { type: 'header', text: plain('A home') },
      { type: 'section', text: mrkdwn(`Hello <@${event.user}>`) },
      { type: 'actions', block_id: 'home_row', elements: [button('Press', 'home')] },
    ];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.message(/^echo /, async ({ message, say }) => {
    await say({ text: message.text.slice(5), thread_ts: message.ts });
  });
  await app.start();
  return { app, heard, stop: () => app.stop() };
}

export const manifest = {
  display_information: { name: 'askd' },
  features: {
    bot_user: { display_name: 'askd' },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [
      {
        command: '/sample',
        description: 'Show everything',
        usage_hint: '[anything]',
        should_escape: false,
      },
      { command: '/sampler', description: 'Show it in another way', should_escape: false },
    ],
    shortcuts: [
      {
        name: 'Keep this',
        type: 'message',
        callback_id: 'sample.message',
        description: 'Keep a message',
      },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'commands',
        'chat:write',
        'app_mentions:read',
        'im:history',
        'channels:history',
        'im:write',
        'users:read',
      ],
    },
  },
  settings: {
    interactivity: { is_enabled: true },
    event_subscriptions: {
      bot_events: ['app_mention', 'message.im', 'message.channels', 'app_home_opened'],
    },
    socket_mode_enabled: true,
  },
};
