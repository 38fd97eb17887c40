/** The platform as a process of its own: it outlives the gateways that are killed around it. */
import { startPlatformServer } from './server.ts'

const server = await startPlatformServer()
process.on('disconnect', () => process.exit(0))
process.send?.({ port: server.port })
