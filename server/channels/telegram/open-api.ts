import { Api, InputFile } from 'grammy/web'

/**
 * grammY's client, in the form that uses the platform's own `fetch`. A file of its own, which is loaded
 * when it is needed: grammY is large. `duplex`: Node asks for it where a body is sent as a stream, as files are.
 */
export const openApi = (token: string, apiRoot: string): Api =>
  new Api(token, { apiRoot, baseFetchConfig: { duplex: 'half' } })

/** A file to be sent, read while it is sent. The quotes are ours: grammY writes the name into a header as it is. */
export const asInput = (file: Blob, name: string): InputFile => new InputFile(file.stream(), `"${name.replaceAll('"', '')}"`)
