import { existsSync, statSync } from 'node:fs'
import { type DatabaseHandle, openDatabase } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { sealDatabase, takeSeal } from '#db/seal.ts'
import { explainWriteError } from '#db/write-error.ts'
import { AppError } from '#protocol/errors.ts'
import { listBackups } from './backup-files.ts'

/**
 * Opens the database and brings it up to date. Throws `state_corrupt`, with the newest verified backup and
 * the command that restores it, where the file is damaged, or is empty or gone although there are backups.
 * Closing seals the file: damage that comes while nobody uses it is found whatever it hit. After any other
 * end its structure is checked.
 */
export function openState(files: { database: string; backups: string; migrations: string }): DatabaseHandle {
  const { database, backups, migrations } = files
  const newest = listBackups(backups).find(({ verified }) => verified)
  const size = existsSync(database) ? statSync(database).size : 0
  if (size === 0 && newest && !existsSync(`${database}-wal`)) {
    throw new AppError(
      'state_corrupt',
      `The database ${database} is empty or gone, but there are backups of it. ${restoreAdvice(newest.name)} ` +
        `To begin anew instead, move ${backups} away.`,
    )
  }
  let handle: DatabaseHandle | undefined
  try {
    handle = openWhole(database)
    migrateDatabase(handle, migrations)
    return closeSealed(handle)
  } catch (cause) {
    handle?.close()
    throw explain(cause, { database, newest: newest?.name })
  }
}

function openWhole(database: string): DatabaseHandle {
  const seal = takeSeal(database)
  if (seal !== 'broken') return openDatabase(database, { check: seal === 'none' })
  const cause = new Error('It is not what it was when the gateway stopped.')
  throw new AppError('state_corrupt', `The database ${database} is damaged.`, { cause })
}

function closeSealed(handle: DatabaseHandle): DatabaseHandle {
  return {
    ...handle,
    close() {
      if (!handle.raw.open) return
      handle.close()
      sealDatabase(handle.raw.name)
    },
  }
}

function explain(
  cause: unknown,
  { database, newest }: { database: string; newest: string | undefined },
): unknown {
  const error = explainWriteError(cause)
  const isDamage = error instanceof AppError && error.code === 'state_corrupt' && error.cause !== undefined
  if (!isDamage) return error
  const advice = newest
    ? restoreAdvice(newest)
    : 'There is no verified backup. Move it away to begin anew, and keep it: parts may be recovered.'
  return new AppError(
    'state_corrupt',
    `The database ${database} is damaged. It was left as it is. ${advice}`,
    {
      cause: error,
    },
  )
}

const restoreAdvice = (name: string): string =>
  `The newest verified backup is ${name}. Restore it with: npm run openclaw -- restore ${name}`
