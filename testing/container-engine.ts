import { accessSync, constants } from 'node:fs'

export const ENGINE_SOCKET = '/var/run/docker.sock'

/** Under CI the set-up of the tests has started an engine; elsewhere there may be none that this user may use. */
export const hasEngine = isOpen(ENGINE_SOCKET)

function isOpen(socket: string): boolean {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
