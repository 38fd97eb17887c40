import { Api } from 'grammy/web'

/**
 * grammY's client, in the form that uses the platform's own `fetch`. A file of its own, which is loaded
 * when it is needed: grammY is large.
 */
export const openApi = (token: string, apiRoot: string): Api => new Api(token, { apiRoot })
