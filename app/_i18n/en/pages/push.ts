/** Notices on a device, while nobody looks at the panel there. */
export const push = {
  push: {
    title: 'Notifications on this device',
    hint: 'When a command or a question waits for you, a long answer is done, or one failed.',
    switch: 'Notify this device',
    switchHint:
      'A notification says what kind of thing it is, never what it is about: it may show on a lock screen.',
    unsupported: 'This browser can’t get notifications while the panel is closed.',
    installFirst:
      'On an iPhone or iPad, add this page to the Home Screen first (Share, then “Add to Home Screen”). Open it from there and turn notifications on.',
    denied:
      'This browser does not let the panel show notifications. Allow notifications for this address in its site settings, then come back.',
    unreachable:
      'This browser could not reach the push service of its vendor, or has none. Notifications come only while the panel is open in a tab.',
    failed: 'The gateway did not take it. Try again.',
    test: 'Send a test',
    sent: 'Handed to the push service. It should be here in a moment.',
    gone: 'The browser gave up its address. Turn notifications on again.',
    notTaken: 'The push service did not take it. Is the gateway’s machine online?',
  },
}
