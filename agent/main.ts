// The default import, because an old Node refuses the whole file over a name it does not have.
import nodeModule from 'node:module'
import { join } from 'node:path'

// Before any import that an older Node could not load: imports below are dynamic for this reason.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(`The OpenClaw agent needs Node 24 or newer; this is ${process.version}.\n`)
  process.exit(1)
}
if (typeof process.send !== 'function') {
  process.stderr.write('The OpenClaw agent is started by the gateway, not by hand. Run: npm start\n')
  process.exit(1)
}
// What was compiled is kept where the bundle is; it is written when an agent ends by itself.
if (import.meta.filename.endsWith('.js')) nodeModule.enableCompileCache(join(import.meta.dirname, '.cache'))
const { serveAgent } = await import('./serve.ts')
serveAgent(process, process.env)
