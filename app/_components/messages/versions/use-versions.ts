import { useSyncExternalStore } from 'react'
import { useMessageActions } from '../message-actions.ts'

/** The ids of the messages that take this one's place, the oldest first, itself among them; undefined where it has none. */
export function useVersions(messageId: string): readonly string[] | undefined {
  const { feed } = useMessageActions()
  const read = () => feed.view().versions.get(messageId)
  return useSyncExternalStore(feed.onChange, read, read)
}

/** Whether an answer is in the making here: as long as it is, nothing is put aside. */
export function useIsAnswering(): boolean {
  const { feed } = useMessageActions()
  const read = () => feed.view().running
  return useSyncExternalStore(feed.onChange, read, read)
}
