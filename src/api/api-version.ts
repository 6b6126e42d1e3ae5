/**
 * The version of the plugin API: what a plugin package declares a range for (`"otai": { "apiVersion": "^1.0.0" }`)
 * and what `api_version` in a config is checked against. It moves by its own semver, not with the package's version:
 * docs/api-versioning.md says what may change when, and etc/open-ticket-ai.api.md holds what it promises.
 */
export const OTAI_API_VERSION = '1.5.0';
