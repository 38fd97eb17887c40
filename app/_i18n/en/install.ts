/** Words outside of the panel's pages: its installed form, the page in its place, notices. */
export const install = {
  install: {
    description: 'Your personal assistant, on your own machine.',
    inbox: 'Inbox',
    newChat: 'New chat',
  },
  offline: {
    title: 'OpenClaw does not answer',
    start: 'The gateway is not running on this machine. Start it in a terminal:',
    installed: 'Where the command is installed:',
    checkout: 'Or from the source folder:',
    network: 'Is this device online?',
    tailscale: 'Is Tailscale connected, here and on the machine where OpenClaw runs?',
    machine: 'Is that machine awake, and does OpenClaw run on it?',
    waiting: 'This page goes on by itself as soon as OpenClaw answers. Nothing is lost.',
    retry: 'Try again now',
  },
  away: {
    restarting: 'OpenClaw is restarting…',
    long: 'Still no connection to OpenClaw. Look whether it runs on its machine: {command}',
    stale: 'OpenClaw was updated, and this page is still the earlier one.',
    reload: 'Reload',
    clockAhead: 'The clock of this device is {time} ahead of OpenClaw’s. Times shown here may be wrong.',
    clockBehind: 'The clock of this device is {time} behind OpenClaw’s. Times shown here may be wrong.',
    storageFull:
      'This browser has no room to keep drafts and unsent messages for this page. They are lost if it is closed; free some space for site data.',
  },
  notice: {
    approvalTitle: 'OpenClaw needs your decision',
    approvalBody: 'Something is waiting for your approval. Open it to see all of it.',
    questionTitle: 'OpenClaw has a question for you',
    questionBody: 'Open to read and answer it.',
    finishedTitle: 'An answer is done',
    finishedBody: 'Open to read it.',
    failedTitle: 'An answer failed',
    failedBody: 'Open to see why.',
    testTitle: 'Notifications reach this device',
    testBody: 'You are told here when OpenClaw needs you.',
    unknownTitle: 'News from OpenClaw',
    unknownBody: 'Open to see what is new.',
  },
  ended: {
    title: 'This browser was signed out',
    explain:
      'Its sign-in has ended, or was revoked on another device. Your conversations are untouched. There are two ways back in.',
  },
}
