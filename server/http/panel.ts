import { readFileSync } from 'node:fs'
import { type IncomingMessage, Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type * as NextConstants from 'next/constants.js'
import type * as NextConfig from 'next/dist/server/config.js'
import * as z from 'zod'
import type { Log } from '../log.ts'
import { choosePolicy } from './page-policy.ts'

/** The control panel: Next, loaded when the first page is asked for. */
export interface Panel {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Hands the development server its own socket; false where the path is not its own. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** The build whose pages are served; undefined in development and where there is none. */
  build(): string | undefined
  /** Loads Next before anyone asks. Never throws: the first page tries again and shows the problem. */
  warm(): Promise<void>
  stop(): Promise<void>
}

interface Loaded {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  readonly close: () => Promise<void>
}

const hashFile = z.record(z.string(), z.array(z.string()))

/** Headers that must not reach the panel: credentials, and what Next would believe about a proxy or a policy. */
const STRIPPED =
  /^(cookie|authorization|x-browser-key|x-nonce|content-security-policy|content-security-policy-report-only|forwarded|x-forwarded-.*|x-middleware-.*|x-invoke-.*|x-matched-path)$/

export function createPanel(deps: {
  folder: () => string | undefined
  dev: boolean
  port: number
  log: Log
}): Panel {
  const { folder, dev, port, log } = deps
  // Next hangs its own upgrade listener on the server that it is given; this one never listens.
  const nextSink = new Server()
  const state: {
    loading: Promise<Loaded> | undefined
    hashes: Map<string, string[]>
  } = {
    loading: undefined,
    hashes: new Map(),
  }
  const load = async (dir: string): Promise<Loaded> => {
    const { default: createNext } = await import('next')
    if (!dev) await loadQuietly(dir)
    const next = createNext({ dev, dir, hostname: 'localhost', port, httpServer: nextSink })
    await next.prepare()
    if (!dev) state.hashes = readHashes(dir)
    const handle = next.getRequestHandler()
    return { handle: (request, response) => handle(request, response), close: () => next.close() }
  }
  const ensureLoaded = (dir: string): Promise<Loaded> => {
    state.loading ??= load(dir).catch((cause: unknown) => {
      state.loading = undefined
      throw cause
    })
    return state.loading
  }

  return {
    async handle(request, response) {
      const dir = folder()
      if (dir === undefined) {
        return sendPlainPage(response, 'The control panel has not been built yet. Run: npm run build')
      }
      let loaded: Loaded
      try {
        loaded = await ensureLoaded(dir)
      } catch (error) {
        log.error('The control panel could not be loaded', { error })
        return sendPlainPage(
          response,
          'The control panel could not be loaded; the log says why. Run: npm run build',
        )
      }
      for (const name of Object.keys(request.headers)) if (STRIPPED.test(name)) delete request.headers[name]
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      const { policy, isPage, hasNonce } = choosePolicy({ path, dev, hashes: state.hashes })
      response.setHeader('content-security-policy', policy)
      if (hasNonce) request.headers['content-security-policy'] = policy
      if (isPage) response.setHeader('cache-control', 'no-cache')
      await loaded.handle(request, response)
    },
    upgrade(request, socket, head) {
      if (!dev || !request.url?.startsWith('/_next/') || nextSink.listenerCount('upgrade') === 0) return false
      return nextSink.emit('upgrade', request, socket, head)
    },
    build() {
      const dir = dev ? undefined : folder()
      return dir === undefined ? undefined : readBuild(dir)
    },
    async warm() {
      const dir = folder()
      if (dir === undefined) return
      await ensureLoaded(dir).catch((error: unknown) =>
        log.error('The control panel could not be loaded', { error }),
      )
    },
    async stop() {
      const loaded = await state.loading?.catch(() => undefined)
      await loaded?.close()
    },
  }
}

/**
 * Next says in the terminal how long it took to read its configuration, and has no setting against it. It reads each only
 * once, though: what was read here, where it is asked to be silent, is not read again.
 */
async function loadQuietly(dir: string): Promise<void> {
  const load = createRequire(import.meta.url)
  const { default: loadConfig } = load('next/dist/server/config.js') as typeof NextConfig
  const { PHASE_PRODUCTION_SERVER } = load('next/constants.js') as typeof NextConstants
  await loadConfig(PHASE_PRODUCTION_SERVER, dir, { silent: true })
}

function readHashes(folder: string): Map<string, string[]> {
  const file = join(folder, '.next', 'csp-hashes.json')
  return new Map(Object.entries(hashFile.parse(JSON.parse(readFileSync(file, 'utf8')))))
}

function readBuild(folder: string): string {
  return readFileSync(join(folder, '.next', 'BUILD_ID'), 'utf8').trim()
}

function sendPlainPage(response: ServerResponse, text: string): void {
  response.writeHead(503, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '5',
  })
  response.end(`${text}\n`)
}
