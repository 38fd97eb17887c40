import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** Whether the keyboard has a Cmd key. */
export const useMac = (): boolean =>
  useSyncExternalStore(
    never,
    () => /Mac|iP(hone|ad|od)/.test(navigator.userAgent),
    () => false,
  )
