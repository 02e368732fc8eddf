/* What the page itself says, in the two languages of its people. A zh-* locale reads Chinese. */

const WORDS = {
  workspace: ['slackbox', 'slackbox'],
  subtitle: ['a local workspace', '本地工作区'],
  channels: ['Channels', '频道'],
  direct: ['Direct messages', '私信'],
  apps: ['Apps', '应用'],
  home: ['Home', '主页'],
  messages: ['Messages', '消息'],
  menu: ['Open the list of channels', '打开频道列表'],
  close: ['Close', '关闭'],
  cancel: ['Cancel', '取消'],
  submit: ['Submit', '提交'],
  back: ['Back', '返回'],
  be: ['You are', '当前身份'],
  be_other: ['Be another person', '换一个人'],
  newcomer: ['Invite a newcomer…', '邀请一位新人…'],
  newcomer_name: ['Their name', '新人的名字'],
  newcomer_locale: ['Their language', '新人的语言'],
  invite: ['Invite', '邀请'],
  join: ['Join #{0}', '加入 #{0}'],
  not_member: ['You are looking at #{0}, but are not a member.', '您正在浏览 #{0}，但还不是成员。'],
  members: ['{0} members', '{0} 位成员'],
  only_you: ['Only visible to you', '仅您可见'],
  app: ['APP', '应用'],
  edited: ['(edited)', '（已编辑）'],
  reply: ['1 reply', '1 条回复'],
  replies: ['{0} replies', '{0} 条回复'],
  thread: ['Thread', '消息列'],
  reply_in_thread: ['Reply in thread', '在消息列中回复'],
  also_channel: ['replied to a thread', '回复了消息列'],
  react: ['Add a reaction', '添加表情回应'],
  more: ['More actions', '更多操作'],
  shortcuts: ['Message shortcuts', '消息快捷方式'],
  global_shortcuts: ['Shortcuts', '快捷方式'],
  write_to: ['Message {0}, or type /', '发消息到 {0}，或输入 /'],
  write_reply: ['Reply…', '回复…'],
  send: ['Send', '发送'],
  no_command: ['{0} is not a valid command.', '{0} 不是有效的命令。'],
  commands: ['Commands', '命令'],
  people: ['People', '成员'],
  no_slash_in_thread: ['{0} is not supported in threads. Sorry!', '抱歉，消息列中不支持 {0}。'],
  try: ['Try one of these', '试试这些'],
  empty_channel: ['This is the very beginning of #{0}', '#{0} 从这里开始'],
  empty_dm: ['This is the beginning of your messages with {0}', '您与 {0} 的对话从这里开始'],
  empty_home: ['{0} has published no home view for you yet.', '{0} 还没有为您发布主页。'],
  offline: ['{0} is not connected: nobody will answer for now.', '{0} 未连接：暂时无人应答。'],
  online: ['connected', '已连接'],
  away: ['not connected', '未连接'],
  lost: [
    'The connection to slackbox is lost. Trying again…',
    '与 slackbox 的连接已断开，正在重试…',
  ],
  timeout: ['No answer in time ({0})', '没有及时响应（{0}）'],
  failed: ['That did not work: {0}', '操作失败：{0}'],
  trouble: ['We had some trouble connecting. Try again?', '连接出现问题，请重试。'],
  choose: ['Choose', '请选择'],
  search: ['Search', '搜索'],
  keep_typing: ['Type at least {0} characters', '请至少输入 {0} 个字'],
  searching: ['Searching…', '正在搜索…'],
  no_results: ['No results', '没有结果'],
  optional: ['(optional)', '（选填）'],
  yes: ['Yes', '确定'],
  no: ['No', '取消'],
  image_out: ['Image elsewhere: {0}', '外部图片：{0}'],
  unknown_block: ['(a “{0}” block, which this page does not show)', '（此页面无法显示“{0}”区块）'],
  remove: ['Remove {0}', '移除 {0}'],
};

let chinese = false;

export function setLocale(locale) {
  chinese = /^zh/i.test(locale ?? '');
  document.documentElement.lang = chinese ? 'zh-CN' : 'en';
}

export const locale = () => (chinese ? 'zh-CN' : 'en-US');

export function say(key, ...values) {
  return WORDS[key][chinese ? 1 : 0].replace(/\{(\d)\}/g, (_, i) => values[i]);
}
