import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { get } from 'node:http'
import { basename } from 'node:path'
import * as z from 'zod'

const ownHealth = z.object({ ok: z.literal(true), gateway: z.literal('openclaw') })
/** What other programs of the name answer on the same path, without our mark. */
const otherHealth = z.object({ ok: z.literal(true), status: z.literal('live') })

/** Says who holds a loopback port, as well as it can be known: "another OpenClaw gateway (pid 4211, node)". */
export async function describeHolder(port: number): Promise<string> {
  const [process, health] = [findProcess(port), await askHealth(port)]
  const named = process ? ` (process ${process.pid}, ${process.command})` : ''
  if (ownHealth.safeParse(health).success) return `another OpenClaw gateway${named}`
  const isNamesake =
    otherHealth.safeParse(health).success || /openclaw|clawdbot|moltbot/i.test(process?.command ?? '')
  if (isNamesake) return `a different OpenClaw product${named}`
  return process ? `process ${process.pid} (${process.command})` : 'another program'
}

/** The program and its first argument, names only: arguments of other programs can hold secrets. */
function findProcess(port: number): { pid: number; command: string } | undefined {
  const sockets = listeningSockets(port)
  if (sockets.size === 0) return undefined
  for (const pid of listFolder('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    for (const fd of listFolder(`/proc/${pid}/fd`)) {
      if (!sockets.has(readLink(`/proc/${pid}/fd/${fd}`))) continue
      const words = readText(`/proc/${pid}/cmdline`).split('\0').filter(Boolean)
      const script = words.slice(1).find((word) => !word.startsWith('-'))
      const shown = [words[0] ?? 'unknown', ...(script?.includes('/') ? [script] : [])]
      return { pid: Number(pid), command: shown.map(shorten).join(' ') }
    }
  }
  return undefined
}

/** `socket:[inode]` of whatever listens on the port, from Linux's own tables; empty elsewhere. */
function listeningSockets(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readText(file).split('\n').slice(1))
  const fields = lines.map((line) => line.trim().split(/\s+/))
  return new Set(
    fields
      .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hexPort}`))
      .map((columns) => `socket:[${columns[9]}]`),
  )
}

function shorten(path: string): string {
  const parts = path.split('/').filter(Boolean)
  const named = parts.find((part) => /openclaw|clawdbot|moltbot/i.test(part))
  const name = basename(path)
  return named && named !== name ? `${named}/…/${name}` : name
}

/** What `GET /healthz` on the port answers; undefined where nothing sensible comes in half a second. */
function askHealth(port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(500)
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false, signal }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (chunks.reduce((size, part) => size + part.length, 0) > 64 * 1024) request.destroy()
      })
      response.on('end', () => resolve(parseJson(Buffer.concat(chunks).toString('utf8'))))
      response.on('error', () => resolve(undefined))
    })
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
