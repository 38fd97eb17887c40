/**
 * Stands in for `tailscale serve`. Called as `stand-in.ts <folder> serve <arguments>`; `state.json` in the
 * folder says what it meets. It proxies as the real one does: it keeps the Host header, adds what it
 * knows of the user, and drops such headers where a client sent them. It speaks plain HTTP on a free
 * port, which it writes to `port`, in place of HTTPS on the tailnet.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request as open } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { TailscaleState } from './tailscale.ts'

const [folder = '', command, ...rest] = process.argv.slice(2)
const state = JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8')) as TailscaleState

if (command === 'serve') serve(rest.filter((word) => !['--bg=false', '--yes'].includes(word)))
else fail(`unknown command: ${command} ${rest.join(' ')}`)

function serve(words: readonly string[]): void {
  const [target, ...others] = words
  if (!target || others.length > 0) {
    fail('usage: tailscale serve [flags] <target>')
    return
  }
  if (state.serve === 'busy') {
    fail('error: listener already exists for port 443')
    return
  }
  if (state.serve === 'asks') {
    say(
      'Serve is not enabled on your tailnet.\nTo enable, visit:\n\n         https://login.tailscale.com/f/serve?node=n1\n',
    )
    setInterval(() => {}, 60_000)
    return
  }
  const server = createServer((request, response) => {
    const forward = open(target + (request.url ?? '/'), {
      method: request.method,
      headers: forwarded(request.headers),
      agent: false,
    })
    forward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forward.on('error', () => response.writeHead(502).end())
    response.on('close', () => forward.destroy())
    request.pipe(forward)
  })
  server.on('upgrade', (request, socket, head) => {
    const forward = open(target + (request.url ?? '/'), { headers: forwarded(request.headers), agent: false })
    forward.on('upgrade', (answer, upstream, first) => {
      const lines = answer.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]))
      socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'))
      upstream.unshift(first)
      socket.unshift(head)
      upstream.pipe(socket).pipe(upstream)
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
    })
    forward.on('response', (answer) => socket.end(`HTTP/1.1 ${answer.statusCode} Refused\r\n\r\n`))
    forward.on('error', () => socket.destroy())
    forward.end()
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    writeFileSync(path.join(folder, 'port.part'), String(port))
    renameSync(path.join(folder, 'port.part'), path.join(folder, 'port'))
    say(
      `Available within your tailnet:\n\nhttps://${state.host}/\n|-- proxy ${target}\n\nPress Ctrl+C to exit.`,
    )
  })
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !/^(tailscale-|x-forwarded-)/.test(name))
  return {
    ...Object.fromEntries(kept),
    'x-forwarded-for': '100.64.0.9',
    'x-forwarded-host': headers.host,
    'x-forwarded-proto': 'https',
    'tailscale-user-login': 'owner@example.com',
    'tailscale-user-name': 'Owner',
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
