/** Tasks that one conversation gives to another. */
export const task = {
  queued: 'Waits for its turn',
  running: 'Working on it',
  waiting: 'Needs your answer',
  completed: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
  gone: 'That conversation has been deleted.',
  givenBy: 'Task from “{title}”',
  givenByDeleted: 'Task from a conversation that has been deleted',
}
