import { type Check, fault, good, warning } from '../finding.ts'

const DAY_MS = 86_400_000
/** A backup is made each day that something changed. */
const OLD_BACKUP_DAYS = 3

/** The database and its backups. */
export const RECORD_CHECKS: readonly Check[] = [
  {
    id: 'database',
    run: ({ inspection }) => {
      if (typeof inspection === 'string' || inspection.database.state === 'absent') return undefined
      if (inspection.database.state === 'good') return good('every page of the database is whole')
      if (inspection.database.state === 'unseen')
        return warning(`${inspection.database.problem}`, 'mend the disk or the rights first, then look again')
      const newest = inspection.backups.find(({ verified }) => verified)?.name ?? '<backup>'
      return fault(`${inspection.database.problem}`, `openclaw gateway stop && openclaw restore ${newest}`)
    },
  },
  {
    id: 'lock',
    run: ({ inspection, running, home }) => {
      if (typeof inspection === 'string') return undefined
      if (inspection.lock === 'unusable')
        return fault(`${home.lockFile} can't be used as a lock`, `mv ${home.lockFile} ${home.lockFile}.old`)
      return inspection.lock === 'held' && !running
        ? fault(
            `another user's program, or one elsewhere, holds ${home.lockFile}`,
            'end that program; fuser shows which it is',
          )
        : undefined
    },
  },
  {
    id: 'backups',
    run: ({ inspection, now }) => {
      if (typeof inspection === 'string' || inspection.database.state === 'absent') return undefined
      const newest = inspection.backups.find(({ verified }) => verified)
      if (!newest) return warning('there is no checked backup yet', 'openclaw backup')
      const days = Math.floor((now - newest.createdAt) / DAY_MS)
      return days >= OLD_BACKUP_DAYS
        ? warning(`the last checked backup is ${days} days old`, 'openclaw backup')
        : good(`${newest.name} is a checked backup`)
    },
  },
  {
    id: 'storage',
    run: ({ gateway }) => {
      if (typeof gateway !== 'object') return undefined
      const { storage, backup } = gateway.status
      if (storage.problem !== null) return fault(storage.problem, 'free some space, or mend the disk')
      return backup.problem === null ? undefined : warning(backup.problem, 'openclaw backup')
    },
  },
]
