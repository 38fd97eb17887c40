// The default import, because an old Node refuses the whole file over a name it does not have.
import nodeModule from 'node:module'
import { join } from 'node:path'

/**
 * The first file of the built gateway: a Node that is too old is refused before anything native loads
 * (better-sqlite3 crashes it), and the compile cache is on before the large files are read.
 */
const OLDEST_NODE = 24

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `openclaw needs Node ${OLDEST_NODE} or newer; this is ${process.version}. ` +
      'Use "npm start", which brings its own, or install it from https://nodejs.org.\n',
  )
  process.exitCode = 1
} else {
  nodeModule.enableCompileCache(join(import.meta.dirname, '.cache'))
  const { runGateway } = await import('./main.ts')
  await runGateway()
}
