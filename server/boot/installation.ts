import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where this installation is, and whether it runs from its bundles or from its sources. */
export interface Installation {
  readonly root: string
  readonly agentEntry: string
  /** The thread for searches and backups. */
  readonly keepingEntry: string
  readonly migrations: string
}

/** Looks upwards for package.json: a bundle's files lie deeper than their sources. */
export function findInstallation(file: string): Installation {
  const root = findRoot(dirname(file))
  const isBuilt = file.endsWith('.js')
  return {
    root,
    agentEntry: isBuilt ? join(root, 'dist', 'agent.js') : join(root, 'agent', 'main.ts'),
    keepingEntry: isBuilt ? join(root, 'dist', 'keeping.js') : join(root, 'server', 'keeping', 'worker.ts'),
    migrations: join(root, 'db', 'migrations'),
  }
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('The installation is not complete: package.json is missing.')
  return findRoot(parent)
}
