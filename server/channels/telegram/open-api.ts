import { Api, InputFile } from 'grammy/web'
import { createHttpFetch } from './http-fetch.ts'

/**
 * grammY's client, in the form that leaves the requests to us. A file of its own, which is loaded
 * when it is needed: grammY is large.
 */
export const openApi = (token: string, apiRoot: string): Api =>
  new Api(token, { apiRoot, fetch: createHttpFetch() })

/** A file to be sent, read while it is sent. The quotes are ours: grammY writes the name into a header as it is. */
export const asInput = (file: Blob, name: string): InputFile =>
  new InputFile(file.stream(), `"${name.replaceAll('"', '')}"`)
