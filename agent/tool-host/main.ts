/**
 * The tool host inside a container: the same tools as beside the agent, for one box. It is started by the
 * image alone, with the container's input and output as its line to the agent, and leaves when that line ends.
 */
import { BOX_ENVIRONMENT, BOX_PROGRAM, BOX_WORKSPACE, LINE_LIMIT } from '#protocol/sandbox/wire.ts'
import { serveBox } from './box/serve-box.ts'
import { createToolHost } from './host.ts'

const isInBox = import.meta.filename === BOX_PROGRAM && process.ppid === 1 && process.getuid?.() !== 0
if (!isInBox) {
  process.stderr.write('This program runs inside a container of OpenClaw only.\n')
  process.exit(1)
}

serveBox({
  input: process.stdin,
  send: (line) => process.stdout.write(line),
  workspace: BOX_WORKSPACE,
  host: createToolHost({
    workspace: BOX_WORKSPACE,
    masked: [],
    bwrap: null,
    // In base64, with room for the rest of the line.
    pictureBytes: Math.floor(LINE_LIMIT * 0.7),
    environment: BOX_ENVIRONMENT,
  }),
  // Everything in here but this process and the container's init belongs to commands that have ended.
  sweep() {
    try {
      process.kill(-1, 'SIGKILL')
    } catch {
      // Nobody was left.
    }
  },
  leave: () => process.exit(0),
})
