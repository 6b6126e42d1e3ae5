/** A small HTTP client for helpdesk APIs. */
export { connectionOptions, type ConnectionOptions, type ConnectionParams } from './connection-params.js';
export { HttpClient } from './http-client.js';
export type { HttpClientOptions, HttpLog, HttpRequest, TlsOptions } from './http-options.js';
export { HttpFailure, isHttpFailure, type HttpFailureDetails, type HttpFailureKind } from './http-failure.js';
export { HttpResponse } from './http-response.js';
export { storableText } from './storable-text.js';
