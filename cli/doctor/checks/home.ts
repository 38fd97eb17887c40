import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { formatBytes } from '../../terminal.ts'
import type { Facts, FileFact } from '../facts.ts'
import { type Check, type Finding, fault, good, warning } from '../finding.ts'

const OLDEST_NODE = 24
const MIB = 1024 * 1024
/** Below this the gateway may soon not be able to write a backup (fault), or should be looked at (warning). */
const LEAST_BYTES = 200 * MIB
const FEW_BYTES = 1024 * MIB
/** What clocks are off by without harm. */
const CLOCK_SLACK_MS = 5 * 60_000

const FIX = 'openclaw doctor --fix'

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

/** Not a home of another program: then nothing in it is ours to judge. */
export const isOurs = ({ inspection }: Facts): boolean =>
  typeof inspection === 'string' || inspection.foreign === null

const closedFiles = ({ folders, files, home, root }: Facts): FileFact[] =>
  [root, ...folders, ...files].filter(({ path }) => path !== home.workspace)

/** The files and folders that others may look into, by their modes. */
export const listOpenFiles = (facts: Facts): FileFact[] =>
  isOurs(facts) ? closedFiles(facts).filter(({ mode }) => mode !== null && (mode & 0o077) !== 0) : []

export const listMissingFolders = (facts: Facts): FileFact[] =>
  isOurs(facts) && facts.root.mode !== null && facts.unwritable === undefined && !findBlocked(facts)
    ? facts.folders.filter(({ mode }) => mode === null)
    : []

/** A file in the place of a folder. */
const findBlocked = ({ root, folders }: Facts): string | undefined =>
  [root, ...folders].find(({ isFolder }) => isFolder === false)?.path

function overlap({ home }: Facts): Finding | undefined {
  try {
    const [state, workspace] = [realpathSync(home.state), realpathSync(home.workspace)]
    if (!contains(state, workspace) && !contains(workspace, state)) return undefined
    return fault(
      `the workspace (${workspace}) and the state (${state}) overlap: tools could reach the records`,
      `point ${home.workspace} to another folder`,
    )
  } catch {
    return undefined // one of them is missing: said elsewhere
  }
}

function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner)
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !path.startsWith(sep))
}

/** What lies on the disk, and the machine under it. */
export const HOME_CHECKS: readonly Check[] = [
  {
    id: 'node',
    run: ({ node }) =>
      Number(node.split('.')[0]) >= OLDEST_NODE
        ? good(`Node ${node}`)
        : fault(`Node ${node} is too old; ${OLDEST_NODE} or newer is needed`, 'npm ci (it brings one)'),
  },
  {
    id: 'home',
    run: (facts) => {
      const { home, root, inspection } = facts
      const blocked = findBlocked(facts)
      if (blocked)
        return fault(`${blocked} is a file, and a folder is needed there`, `mv ${blocked} ${blocked}.old`)
      if (typeof inspection === 'string') return fault(inspection, 'npm run build')
      if (inspection.foreign !== null) {
        return fault(
          `${home.root} belongs to another program (${inspection.foreign}); it is left untouched`,
          'OPENCLAW_HOME=~/.openclaw-home openclaw gateway start',
        )
      }
      if (root.mode === null) return warning(`${home.root} does not exist yet`, 'openclaw gateway start')
      return good(`home ${home.root}`)
    },
  },
  {
    id: 'owner',
    security: true,
    run: (facts) => {
      if (facts.user === undefined || !isOurs(facts)) return undefined
      const strange = closedFiles(facts).filter(({ owner }) => owner !== null && owner !== facts.user)
      if (strange.length === 0) return facts.root.mode === null ? undefined : good('all of it belongs to you')
      const paths = strange.map(({ path }) => path)
      return fault(`${paths.join(', ')}: another user's`, `sudo chown -R "$USER" ${paths.join(' ')}`)
    },
  },
  {
    id: 'writable',
    run: (facts) => {
      const { unwritable } = facts
      if (unwritable === undefined || !isOurs(facts) || findBlocked(facts)) return undefined
      return fault(
        `${unwritable} can't be written, so no gateway can start on it`,
        `chmod u+rwx ${unwritable}, or mount its disk for writing (findmnt -T ${unwritable} shows which it is)`,
      )
    },
  },
  {
    id: 'modes',
    security: true,
    run: (facts) => {
      const open = listOpenFiles(facts)
      if (open.length > 0) {
        const list = open.map(({ path, mode }) => `${path} (${octal(mode ?? 0)})`).join(', ')
        return fault(`others may look into ${list}`, FIX)
      }
      return facts.root.mode === null ? undefined : good('only you may read it')
    },
  },
  {
    id: 'folders',
    run: (facts) => {
      const missing = listMissingFolders(facts).map(({ path }) => path)
      return missing.length > 0 ? warning(`missing: ${missing.join(', ')}`, FIX) : undefined
    },
  },
  { id: 'overlap', security: true, run: overlap },
  {
    id: 'record',
    run: ({ staleRecord, home }) =>
      staleRecord ? warning(`${home.runFile} is left of a gateway that is gone`, FIX) : undefined,
  },
  {
    id: 'disk',
    run: ({ freeBytes }) => {
      if (freeBytes === undefined) return undefined
      const text = `${formatBytes(freeBytes)} free on the disk`
      if (freeBytes < LEAST_BYTES) return fault(`only ${text}`, 'free some space')
      return freeBytes < FEW_BYTES ? warning(`only ${text}`, 'free some space soon') : good(text)
    },
  },
  {
    id: 'clock',
    run: ({ now, writtenAt }) =>
      writtenAt !== undefined && writtenAt > now + CLOCK_SLACK_MS
        ? warning(
            `the records were written at ${new Date(writtenAt).toISOString()}, which is yet to come: the clock was set back`,
            'set the clock (timedatectl set-ntp true)',
          )
        : good('the clock agrees with the records'),
  },
]
