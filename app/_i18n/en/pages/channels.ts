/** Words about the chat apps: how they do, how one is connected. */
export const channels = {
  channels: {
    title: 'Channels',
    apps: 'Chat apps',
    hint: 'Where OpenClaw answers, beside this panel.',
    empty: 'Talk to OpenClaw from your phone',
    emptyHint:
      'Give it a bot of its own on Telegram. It takes two minutes, and no address of yours has to be reachable.',
    connect: 'Connect a Telegram bot',
    another: 'Connect another bot',
    account: 'account {account}',
    off: 'Off',
    connecting: 'Connecting…',
    ready: 'Connected',
    degraded: 'Trying again',
    'needs-action': 'Needs you',
    enterToken: 'Enter a token',
    tokenInFile: 'Its token is set in openclaw.json, at {tokenAt}. Change it there.',
    tokenAt: 'Its token is set in openclaw.json, at {tokenAt}.',
    missed:
      'Messages written between {from} and {until} may be missing: it was not connected for longer than they are kept.',
    details: 'Details',
    known:
      '{people, plural, one {# person} other {# people}}, {groups, plural, one {# group} other {# groups}}',
    policy: 'Who may write to it directly',
    pairing: 'Strangers get a code for you to approve',
    allowlist: 'Only people you let in; others get no reply',
    disabled: 'Nobody',
    open: 'Everybody (set in openclaw.json)',
    shared: 'Also applies to other accounts that have no setting of their own.',
    disconnect: 'Disconnect',
    disconnectTitle: 'Disconnect {name}?',
    disconnectExplain:
      'Its token is forgotten and its messages are no longer read. Conversations and people stay as they are.',
  },
  trouble: {
    'token-missing': 'It has no bot token yet.',
    'token-refused':
      'Telegram no longer knows its token. @BotFather has the current one: /mybots, your bot, API Token.',
    'other-reader':
      'Another program reads the messages of this bot, so some of them never come here. Stop that program, or give OpenClaw a bot of its own.',
    'not-stored': 'A message could not be stored. Telegram keeps it until it can be.',
    busy: 'Telegram asks to be slower. It goes on by itself.',
    refused: 'Telegram refuses to hand over messages.',
    unreachable: 'Telegram can’t be reached. Check the network of this machine; it keeps trying.',
    broken: 'The connection to Telegram broke. It is being reopened.',
    'webhook-foreign': 'The bot’s messages went to a webhook of another program. They are being taken back.',
    'webhook-failing':
      'Telegram can’t deliver its messages to this gateway. Check the tunnel or proxy that leads to it.',
    'webhook-host-missing':
      'It is to be called by Telegram, but no public host leads to this gateway. Set gateway.hooks.publicHost, or its mode to "polling".',
    'not-started': 'It did not start. It keeps trying.',
    silent: 'Nothing was heard from it for a while. It is being reconnected.',
    unserved:
      'This version of OpenClaw can’t connect to it, so its messages are not read. Update OpenClaw, or take it out of openclaw.json.',
  },
  connect: {
    title: 'Connect a Telegram bot',
    stepBot: 'Open this in Telegram. It is Telegram’s own bot that makes bots.',
    stepName: 'Send it this, then choose a name, and a username that ends in “bot”.',
    stepToken: 'Copy the token that it answers with, and paste it here.',
    token: 'Bot token',
    tokenHint: 'It looks like 123456789:AAE… Only this machine keeps it, and nobody is shown it again.',
    account: 'A short name for this bot, as there is one already',
    accountRule: 'Letters, digits, - and _, at most 32.',
    check: 'Check and connect',
    checking: 'Asking Telegram…',
    unknown: 'Telegram does not know this token. Copy it whole: a number, a colon, and 35 characters.',
    twin: 'This bot is connected already.',
    unreachable:
      'Telegram can’t be reached to check it, so nothing was kept. Check the network, then try again.',
    cancel: 'Cancel',
    connected: '{bot} is connected',
    write: 'Now write to it from your phone: anything will do.',
    scan: 'Scan this with your phone, or open the link:',
    qr: 'QR code of {url}',
    code: 'It answers with a code of six digits, and the request appears right here.',
    waiting: 'Waiting for your first message…',
    letIn: '{name} may write to it now. Send it another message: OpenClaw answers.',
    done: 'Done',
  },
}
