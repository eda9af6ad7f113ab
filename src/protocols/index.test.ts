import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectTypeOf } from 'expect-type'
import { int, ipv4, type Linger } from '../codec/values.ts'
import {
  type ConstantName,
  everyOption,
  type GettableOption,
  optionByName,
  type OptionName,
  type OptionQuery,
  type DecodedOptions as Options,
  type SettableOption,
} from './index.ts'
import { option } from './option.ts'
import { everyHeader, everyNumber, everyStruct } from './compiler-probes.ts'
import type { GroupMembership } from './ip/groups.ts'
import type { FilteredGroup, Membership } from './ip/multicast.ts'
import type { Credentials } from './socket/options.ts'

test('the C name of an option determines the type of its value', () => {
  expectTypeOf<Options['SO_KEEPALIVE']>().toEqualTypeOf<boolean>()
  expectTypeOf<Options['SO_LINGER']>().toEqualTypeOf<Linger>()
  expectTypeOf<Options['SO_RCVBUF']>().toEqualTypeOf<number>()
  expectTypeOf<Options['SO_COOKIE']>().toEqualTypeOf<bigint>()
  expectTypeOf<Options['SO_PEERCRED']>().toEqualTypeOf<Credentials>()
  expectTypeOf<Options['SO_BINDTODEVICE']>().toEqualTypeOf<string>()
  expectTypeOf<Options['IP_ADD_MEMBERSHIP']>().toEqualTypeOf<Membership>()
  expectTypeOf<Options['IPV6_DSTOPTS']>().toEqualTypeOf<Uint8Array>()
  expectTypeOf<Options['TCP_NODELAY']>().toEqualTypeOf<boolean>()
  expectTypeOf<Options['UDP_SEGMENT']>().toEqualTypeOf<number>()
})

test('an option that cannot be set or read is not among the names for that', () => {
  expectTypeOf<'SO_TYPE'>().toExtend<OptionName>()
  expectTypeOf<'SO_TYPE'>().toExtend<GettableOption>()
  expectTypeOf<'SO_TYPE'>().not.toExtend<SettableOption>()
  expectTypeOf<'SO_ATTACH_BPF'>().toExtend<SettableOption>()
  expectTypeOf<'SO_ATTACH_BPF'>().not.toExtend<GettableOption>()
  expectTypeOf<'SO_LINGER'>().toExtend<SettableOption & GettableOption>()
  expectTypeOf<'SO_BSDCOMPAT'>().toExtend<SettableOption & GettableOption>()
})

test('an option that is read by a query takes it as an argument', () => {
  expectTypeOf<OptionQuery<'IP_MSFILTER'>>().toEqualTypeOf<[query: FilteredGroup]>()
  expectTypeOf<OptionQuery<'MCAST_MSFILTER'>>().toEqualTypeOf<[query: GroupMembership]>()
  expectTypeOf<OptionQuery<'IP_TTL'>>().toEqualTypeOf<[]>()
})

test('an option with a group is at the level of the family of that group', () => {
  const level = (value: unknown) => optionByName('MCAST_JOIN_GROUP')?.details.levelOf?.(value)

  assert.equal(level({ group: '239.1.2.3' }), 'IPPROTO_IP')
  assert.equal(level({ group: 'ff02::1234' }), 'IPPROTO_IPV6')
  for (const wrong of [undefined, null, 7, {}, { group: 7 }])
    assert.equal(level(wrong), 'IPPROTO_IP')
})

test('a query that may be undefined may be left out', () => {
  expectTypeOf<OptionQuery<'SO_LINGER'>>().toEqualTypeOf<[]>()
  expectTypeOf<OptionQuery<'MPTCP_TCPINFO'>>().toEqualTypeOf<[query?: undefined]>()
  expectTypeOf<[]>().toExtend<OptionQuery<'TCP_AO_GET_KEYS'>>()
})

test('every option and every member of a table of numbers is a constant', () => {
  expectTypeOf<'SO_LINGER' | 'AF_INET6' | 'EAI_NONAME' | 'ECONNREFUSED'>().toExtend<ConstantName>()
  expectTypeOf<'SO_LINGR'>().not.toExtend<ConstantName>()

  assert.deepEqual(
    everyOption()
      .map(({ name }) => name)
      .filter((name) => !(name in everyNumber)),
    [],
  )
})

test('the level of every option has a number', () => {
  assert.deepEqual(
    everyOption().filter(({ where }) => !(where.level in everyNumber)),
    [],
  )
})

test('no name occurs twice', () => {
  const names = everyOption().map(({ name }) => name)

  assert.equal(new Set(names).size, names.length)
})

test('options are in the order of their names', () => {
  for (const level of new Set(everyOption().map(({ where }) => where.level))) {
    const names = everyOption()
      .filter(({ where }) => where.level === level)
      .map(({ name }) => name)

    assert.deepEqual(names, [...names].sort())
  }
})

test('an example is given only where it can be set', () => {
  assert.deepEqual(
    everyOption().filter(({ details: { example, readOnly } }) => example !== undefined && readOnly),
    [],
  )
})

test('a query has an example only where the option takes one, of the type that its codec takes', () => {
  option(int, { query: ipv4, queryExample: '127.0.0.1' })
  // @ts-expect-error -- ipv4 does not accept a number
  option(int, { query: ipv4, queryExample: 7 })
  // @ts-expect-error -- the option takes no query
  option(int, { queryExample: 7 })

  assert.deepEqual(
    everyOption().filter(
      ({ details: { query, queryExample } }) => queryExample !== undefined && !query,
    ),
    [],
  )
})

test('headers and structs are listed once', () => {
  const structs = everyStruct.map(({ name }) => name)

  assert.equal(new Set(structs).size, structs.length)
  assert.equal(new Set(everyHeader).size, everyHeader.length)
  assert.ok(everyHeader.includes('linux/vm_sockets.h'))
})
