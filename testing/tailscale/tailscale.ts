import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What the stand-in finds when it is called next. */
export interface TailscaleState {
  host: string
  backend: 'Running' | 'NeedsLogin' | 'Stopped'
  certificates: boolean
  /** `busy`: another program has the port. `asks`: it must be enabled in the tailnet first, and waits. */
  serve: 'works' | 'busy' | 'asks'
}

export interface TestTailscale {
  readonly host: string
  /** For PATH: the folder with the command. */
  readonly bin: string
  set(change: Partial<TailscaleState>): void
  /** The port behind which it serves, once it does; a later serve has another one. */
  port(): Promise<number>
  remove(): void
}

const QUOTED = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Puts a command `tailscale` into a folder of its own. */
export function installTailscale(): TestTailscale {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailscale-'))
  const bin = path.join(folder, 'bin')
  const portFile = path.join(folder, 'port')
  const state: TailscaleState = {
    host: 'desk.tail1.ts.net',
    backend: 'Running',
    certificates: true,
    serve: 'works',
  }
  const save = () => {
    const status = {
      BackendState: state.backend,
      Self: { DNSName: `${state.host}.`, Online: true },
      CertDomains: state.certificates ? [state.host] : null,
    }
    for (const [name, content] of Object.entries({ state, status })) {
      writeFileSync(path.join(folder, `${name}.part`), JSON.stringify(content))
      renameSync(path.join(folder, `${name}.part`), path.join(folder, `${name}.json`))
    }
  }
  mkdirSync(bin)
  const words = [process.execPath, path.join(import.meta.dirname, 'stand-in.ts'), folder]
    .map(QUOTED)
    .join(' ')
  // Asked often, the status comes without starting Node.
  const status = `[ "$*" = "status --json" ] && exec cat ${QUOTED(path.join(folder, 'status.json'))}`
  writeFileSync(
    path.join(bin, 'tailscale'),
    `#!/bin/sh
${status}
exec ${words} "$@"
`,
  )
  chmodSync(path.join(bin, 'tailscale'), 0o755)
  save()
  return {
    host: state.host,
    bin,
    set(change) {
      Object.assign(state, change)
      save()
    },
    port: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!existsSync(portFile)) return
          watcher.close()
          const port = Number(readFileSync(portFile, 'utf8'))
          rmSync(portFile)
          resolve(port)
        }
        const watcher = watch(folder, look)
        look()
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
