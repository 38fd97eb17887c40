import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Where this installation is, and whether it runs from its bundles or from its sources. */
export interface Installation {
  readonly root: string
  /** The folder of the bundles that run; undefined where the sources do. */
  readonly build: string | undefined
  readonly agentEntry: string
  /** The thread for searches and backups. */
  readonly keepingEntry: string
  readonly migrations: string
}

/** Looks upwards for package.json. A build is a folder of its own: who began with one stays with it when a newer one is made. */
export function findInstallation(file: string): Installation {
  const root = findRoot(dirname(file))
  if (!file.endsWith('.js')) {
    return {
      root,
      build: undefined,
      agentEntry: join(root, 'agent', 'main.ts'),
      keepingEntry: join(root, 'server', 'keeping', 'worker.ts'),
      migrations: join(root, 'db', 'migrations'),
    }
  }
  const build = dirname(file).replace(/[\\/]chunks[\\/]\w+$/, '')
  return {
    root,
    build,
    agentEntry: join(build, 'agent.js'),
    keepingEntry: join(build, 'keeping.js'),
    migrations: join(build, 'migrations'),
  }
}

/** What a gateway runs from, until it stops: nobody removes that meanwhile. */
export interface HeldBuilds {
  /** The folder of the panel's build: the newest one of the first time that there was any. */
  panel(): string | undefined
  /** The names of the builds in use, by which others see whether there are newer ones. */
  names(): string[]
  release(): void
}

/** Says in `dist/in-use/<pid>` which builds this process needs. Sources need no saying: they are never old. */
export function holdBuilds({ root, build }: Pick<Installation, 'root' | 'build'>): HeldBuilds {
  const dist = join(root, 'dist')
  const mark = join(dist, 'in-use', String(process.pid))
  const state: { panel: string | undefined } = { panel: undefined }
  const names = (): string[] =>
    build === undefined
      ? []
      : [build, state.panel].flatMap((folder) => folder ?? []).map((folder) => basename(folder))
  const say = (): void => {
    if (build === undefined) return
    try {
      mkdirSync(dirname(mark), { recursive: true })
      writeFileSync(mark, names().join('\n'))
    } catch {
      // Who can't write here builds nothing here either.
    }
  }
  const panel = (): string | undefined => {
    if (state.panel === undefined) {
      state.panel = findPanel(dist)
      if (state.panel !== undefined) say()
    }
    return state.panel
  }
  say()
  panel()
  return {
    panel,
    names,
    release() {
      // On a disk that can't be written, not even what is not there can be removed.
      if (existsSync(mark)) rmSync(mark, { force: true })
    },
  }
}

/** The newest build of the panel. */
function findPanel(dist: string): string | undefined {
  const stamp = join(dist, 'panel.stamp')
  if (!existsSync(stamp)) return undefined
  const folder = join(dist, `panel-${readFileSync(stamp, 'utf8').slice(0, 16)}`)
  return existsSync(folder) ? folder : undefined
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('The installation is not complete: package.json is missing.')
  return findRoot(parent)
}
