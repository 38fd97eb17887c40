import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './fixtures.ts'
import { ownerOf } from './house/owner.ts'

/** What a page can try against the gateway of whoever visits it; it reports each outcome by its title. */
const attack = (port: number) => `<!doctype html><meta charset="utf-8"><body><script>
const gateway = 'http://localhost:${port}'
const outcomes = {}
const note = (name) => (value) => { outcomes[name] = String(value) }
const quiet = (promise) => promise.then((response) => 'read ' + response.status, () => 'blocked')
const socket = (url) => new Promise((resolve) => {
  const opened = new WebSocket(url)
  opened.onopen = () => resolve('open')
  opened.onclose = () => resolve('closed')
})
const submit = (type) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.name = type
  document.body.append(frame)
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', enctype: type, target: type, action: gateway + '/trpc/sessions.create' })
  const input = document.createElement('input')
  Object.assign(input, { name: '{"title":"forged","x":"', value: '"}' })
  form.append(input)
  document.body.append(form)
  frame.onload = () => resolve('sent')
  form.submit()
})
const embed = () => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.src = gateway + '/'
  frame.onload = () => {
    try { resolve(frame.contentDocument === null ? 'out of reach' : frame.contentDocument.body.textContent) }
    catch { resolve('out of reach') }
  }
  document.body.append(frame)
})
const json = { 'content-type': 'application/json' }
const forged = { method: 'POST', body: '{"title":"forged"}', credentials: 'include' }
Promise.all([
  quiet(fetch(gateway + '/trpc/sessions.list?input={}', { credentials: 'include' })).then(note('read')),
  quiet(fetch(gateway + '/trpc/sessions.create', { ...forged, headers: json })).then(note('write')),
  quiet(fetch(gateway + '/trpc/sessions.create', { ...forged, mode: 'no-cors' })).then(note('simple write')),
  quiet(fetch(gateway + '/pair/request', { ...forged, body: '{}', headers: json })).then(note('pair')),
  quiet(fetch(gateway + '/healthz')).then(note('probe')),
  socket('ws://localhost:${port}/ws').then(note('socket')),
  submit('text/plain').then(note('form')),
  submit('application/x-www-form-urlencoded').then(note('plain form')),
  embed().then(note('frame')),
]).then(() => { document.title = JSON.stringify(outcomes) })
</script>`

test('A1 A3 A7 A10: a page of another origin that the owner visits gets nowhere', async ({
  chat,
  gateway,
  complaints,
}) => {
  const owner = ownerOf(gateway)
  const before = await owner.sessions.list.query({})
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(attack(gateway.port))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port

  // The same browser, with its cookie: from another site, and from another port of the same one.
  for (const host of ['127.0.0.1', 'localhost']) {
    const page = await chat.context().newPage()
    await page.goto(`http://${host}:${port}/`)
    await expect(page).toHaveTitle(/frame/)
    const outcomes = JSON.parse(await page.title()) as Record<string, string>
    expect(outcomes).toMatchObject({ read: 'blocked', write: 'blocked', pair: 'blocked', probe: 'blocked' })
    expect(outcomes).toMatchObject({ socket: 'closed', frame: 'out of reach' })
    await page.close()
  }
  server.close()

  expect(await owner.sessions.list.query({})).toEqual(before)
  expect(await owner.pairing.list.query({})).toMatchObject({ requests: [] })
  const countDenied = async () => {
    const { entries } = await owner.audit.list.query({ action: 'request' })
    return entries.filter(({ outcome }) => outcome === 'denied').length
  }
  await expect.poll(countDenied).toBeGreaterThanOrEqual(8)
  expect(complaints).toEqual([])
})
