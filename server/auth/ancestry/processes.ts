import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** One process of /proc: whose child it is. */
export type ParentTable = ReadonlyMap<number, number>

/** Parent of every process, as of now. */
export function readParents(): ParentTable {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const stat = readOrUndefined(`/proc/${pid}/stat`)
    // proc_pid_stat(5): "pid (name) state parent …"; the name may hold anything, so count from its end.
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (Number.isInteger(parent)) parents.set(pid, parent)
  }
  return parents
}

/** Whether the process has the socket open; `unknown` where its descriptors may not be looked at. */
export function holdsSocket(pid: number, inode: string): 'yes' | 'no' | 'unknown' {
  const link = `socket:[${inode}]`
  let descriptors: string[]
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'unknown' : 'no'
  }
  for (const descriptor of descriptors) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/${descriptor}`) === link) return 'yes'
    } catch {
      // Closed since the list was read.
    }
  }
  return 'no'
}

/** Whether the process was started with this name in its environment; false where that may not be read. */
export function hasVariable(pid: number, name: string): boolean {
  const environment = readOrUndefined(`/proc/${pid}/environ`) ?? ''
  return environment.startsWith(`${name}=`) || environment.includes(`\0${name}=`)
}

/** Real user id of a process, also of one that hides its descriptors. */
export function userOf(pid: number): number | undefined {
  const uid = /^Uid:\s+(\d+)/m.exec(readOrUndefined(`/proc/${pid}/status`) ?? '')?.[1]
  return uid === undefined ? undefined : Number(uid)
}

/** The client's side of a TCP connection on this machine. */
export interface ClientSocket {
  readonly inode: string
  readonly uid: number
}

const TIME_WAIT = '06'

/** Sockets that connect from `clientPort` to `serverPort`, of both families unless one is named. */
export function findClientSockets(
  clientPort: number,
  serverPort: number,
  family?: 'IPv4' | 'IPv6',
): ClientSocket[] {
  const tables = family === 'IPv4' ? ['tcp'] : family === 'IPv6' ? ['tcp6'] : ['tcp', 'tcp6']
  const hex = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const ends: [string, string] = [hex(clientPort), hex(serverPort)]
  return tables.flatMap((table) =>
    (readOrUndefined(`/proc/net/${table}`) ?? '').split('\n').flatMap((line) => {
      // proc_net(5): slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode
      const [, local, remote, state, , , , uid, , inode] = line.trim().split(/\s+/)
      if (!local?.endsWith(ends[0]) || !remote?.endsWith(ends[1]) || state === TIME_WAIT) return []
      return inode === undefined ? [] : [{ inode, uid: Number(uid) }]
    }),
  )
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
