import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createResolverRegistry,
  type RegisteredResolver,
  type Resolver,
  type ResolverRegistry,
  registerResolver,
} from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'
import { importModule } from '../util/import-module.js'
import { didYouMean } from '../util/suggest.js'
import { componentGroups, hydraGroups, type Manifest, partGroups } from './manifest.js'
import type { PackReference, PluginReference } from './project-code.js'

/** What plugins bring. */
export interface Plugins {
  manifests: readonly Manifest[]
  /** Resolvers for `${name:…}`, beside the built-in ones. */
  resolvers: ResolverRegistry
}

/** The packs that there are. */
const PACKS: Readonly<Record<string, () => Promise<Readonly<Record<string, Resolver>>>>> = {
  math: () => import('../config/packs/math.js').then((m) => m.mathResolvers),
}

/**
 * Imports plugins and checks what they bring.
 * @throws ConfigError for each plugin that is not there, does not load, or brings no valid `manifests`.
 */
export async function loadPlugins(
  references: readonly PluginReference[],
  packs: readonly PackReference[] = [],
): Promise<Plugins> {
  const manifests: Manifest[] = []
  const resolvers = createResolverRegistry()
  const diagnostics: Diagnostic[] = []
  for (const { name, source } of packs) {
    const load = Object.hasOwn(PACKS, name) ? PACKS[name] : undefined
    if (!load) {
      const [path, known] = ['polyhead.resolvers', Object.keys(PACKS)]
      const [message, hint] = [`there is no pack of resolvers '${name}'`, didYouMean(name, known)]
      diagnostics.push({ code: 'unknown-pack', path, message, source, hint, notes: [`packs: ${known.join(', ')}`] })
      continue
    }
    for (const [key, resolve] of Object.entries(await load())) registerResolver(resolvers, key, resolve)
  }
  for (const reference of references) {
    try {
      manifests.push(...(await loadPlugin(reference, resolvers)))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      diagnostics.push(...error.diagnostics)
    }
  }
  if (diagnostics.length > 0) throw new ConfigError(diagnostics)
  return { manifests, resolvers }
}

async function loadPlugin({ name, from, source }: PluginReference, resolvers: ResolverRegistry): Promise<Manifest[]> {
  const fail = (why: string, cause?: unknown) =>
    new ConfigError(
      { code: 'invalid-plugin', path: '', message: `plugin '${name}' ${why}`, source },
      cause === undefined ? undefined : { cause },
    )
  let module: { manifests?: unknown; resolvers?: unknown }
  try {
    const file = locate(name, from)
    if (file === undefined) throw fail(`is not found from ${from}`)
    module = await importModule(pathToFileURL(file).href)
  } catch (error) {
    throw error instanceof ConfigError ? error : fail(`does not load: ${reasonOf(error)}`, error)
  }
  try {
    return broughtBy(module, name, resolvers, fail)
  } catch (error) {
    // Exports are the plugin's own: reading one may run its code.
    throw error instanceof ConfigError ? error : fail(`has exports that cannot be read: ${reasonOf(error)}`, error)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function broughtBy(
  module: { manifests?: unknown; resolvers?: unknown },
  name: string,
  resolvers: ResolverRegistry,
  fail: (why: string) => ConfigError,
): Manifest[] {
  if (module.resolvers !== undefined) addResolvers(module.resolvers, name, resolvers, fail)
  else if (!Array.isArray(module.manifests)) throw fail("exports no list named 'manifests'")
  const manifests = module.manifests ?? []
  if (!Array.isArray(manifests)) throw fail("exports 'manifests' that are no list")
  // A hole in the list is a component that is not there.
  return Array.from(manifests, (manifest: unknown, index) => {
    const wrong = faultOf(manifest)
    if (wrong) throw fail(`brings a wrong component: manifests[${index}] ${wrong}`)
    return { ...(manifest as Manifest), aliases: (manifest as Partial<Manifest>).aliases ?? [] }
  })
}

/** `resolvers` of a plugin: by name, a function, or `{resolve, useCache}` for one whose answers are kept. */
function addResolvers(
  given: unknown,
  plugin: string,
  resolvers: ResolverRegistry,
  fail: (why: string) => ConfigError,
): void {
  if (typeof given !== 'object' || given === null || given instanceof Promise || Array.isArray(given))
    throw fail("exports 'resolvers' that are no object of functions")
  for (const [name, value] of Object.entries(given)) {
    const { resolve, useCache } = (
      typeof value === 'function' ? { resolve: value } : (value ?? {})
    ) as Partial<RegisteredResolver>
    if (typeof resolve !== 'function') throw fail(`brings a resolver '${name}' that is no function`)
    if (resolve.constructor.name === 'AsyncFunction')
      throw fail(`brings a resolver '${name}' that is async: a resolver answers at once`)
    try {
      const origin = `plugin '${plugin}'`
      registerResolver(resolvers, name, resolve as Resolver, { useCache: useCache === true, origin })
    } catch (error) {
      throw error instanceof ConfigError ? fail(`brings a resolver that cannot be added: ${error.message}`) : error
    }
  }
}

function locate(name: string, from: string): string | undefined {
  if (name.startsWith('.') || isAbsolute(name) || existsSync(resolve(from, name))) {
    const file = resolve(from, name)
    return existsSync(file) ? file : undefined
  }
  try {
    return createRequire(join(from, 'package.json')).resolve(name)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'MODULE_NOT_FOUND') return undefined
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error
    return entryOfModulePackage(name, from)
  }
}

/** `require.resolve` does not see a package whose only entry is for `import`. */
function entryOfModulePackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const root = join(folder, 'node_modules', name)
    if (existsSync(join(root, 'package.json'))) {
      const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      const entry = exports?.['.'] ?? exports
      const path = typeof entry === 'string' ? entry : (entry?.import?.default ?? entry?.import ?? entry?.default)
      return typeof path === 'string' ? join(root, path) : undefined
    }
    if (dirname(folder) === folder) return undefined
  }
}

function faultOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'is not an object'
  const { target, aliases, group, option, schema, positional, fractions, logs, check, load } = value as Record<
    string,
    unknown
  >
  if (typeof target !== 'string' || !/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)+$/.test(target)) {
    return "has no dotted 'target', such as my_project.backbones.TinyNet"
  }
  if (aliases !== undefined && !isStrings(aliases)) return "has 'aliases' that are not a list of strings"
  const groups: readonly unknown[] = [...componentGroups, ...partGroups, ...hydraGroups]
  if (!groups.includes(group)) return `has a 'group' that is none of ${groups.join(', ')}`
  if (typeof option !== 'string' || option === '') return "has no 'option'"
  if (typeof schema !== 'object' || schema === null) return "has no 'schema' object (JSON Schema, draft-07)"
  const wrong = Object.entries({ positional, fractions, logs }).find(
    ([, list]) => list !== undefined && !isStrings(list),
  )
  if (wrong) return `has '${wrong[0]}' that is not a list of strings`
  const badSchema = schemaFault(schema)
  if (badSchema) return `has a 'schema' ${badSchema}`
  if (check !== undefined && typeof check !== 'function') return "has a 'check' that is not a function"
  if (typeof load !== 'function') return "has no 'load' function"
  return undefined
}

/** What keeps a schema from being read as JSON; whether it is one, the validator tells. */
function schemaFault(schema: object): string | undefined {
  let json: { properties?: unknown }
  try {
    json = JSON.parse(JSON.stringify(schema))
  } catch (error) {
    return `that is no JSON: ${reasonOf(error)}`
  }
  if (Array.isArray(json)) return 'that is a list'
  const { properties = {} } = json
  if (typeof properties !== 'object' || properties === null) return "whose 'properties' are no object"
  const odd = Object.entries(properties).find(([, one]) => typeof one !== 'object' || one === null)
  return odd && `whose property '${odd[0]}' is no schema`
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
