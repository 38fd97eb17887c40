/** Words about what went wrong and waits in the inbox. */
export const attention = {
  attention: {
    failed: 'Answers that failed',
    failedIn: 'In “{title}”',
    sends: 'Messages that may not have arrived',
    again: 'Ask again',
    open: 'Open',
    dismiss: 'Dismiss',
  },
}
