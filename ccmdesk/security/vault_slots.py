"""Key slots: how one user's passphrase, or the recovery key, leads to the data key.

A slot is an X25519 pair. Its private half is wrapped with AES-256-GCM under a key that the owner can make
again; the data key is sealed to its public half. So a new data key reaches everyone without a passphrase.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ccmdesk.security.kdf import stretch
from ccmdesk.security.keys import expand, wipe
from ccmdesk.security.vault_values import (
    KEY_BYTES,
    NONCE_BYTES,
    SALT_BYTES,
    Binding,
    Box,
    KdfParameters,
    KeyPair,
    RecoverySlot,
    SealedKey,
    SlotOwner,
    UserSlot,
)


def make_user_slot(
    owner: SlotOwner, *, passphrase: str, kdf: KdfParameters, data_key: bytearray, binding: Binding
) -> UserSlot:
    """Return a new slot that opens with a passphrase."""
    salt = secrets.token_bytes(SALT_BYTES)
    wrapping = stretch(passphrase, salt=salt, parameters=kdf)
    try:
        pair = _make_pair(
            wrapping, _user_context(owner.user_id, kdf, salt), data_key=data_key, binding=binding
        )
    finally:
        wipe(wrapping)
    return UserSlot(owner, kdf, salt, pair)


def make_recovery_slot(recovery_key: bytearray, *, data_key: bytearray, binding: Binding) -> RecoverySlot:
    """Return a new slot that opens with a 32-byte recovery key."""
    wrapping = _recovery_wrapping(recovery_key, binding)
    try:
        return RecoverySlot(_make_pair(wrapping, b"recovery", data_key=data_key, binding=binding))
    finally:
        wipe(wrapping)


def open_user_slot(slot: UserSlot, *, passphrase: str, binding: Binding) -> bytearray | None:
    """Return the data key, or None when the passphrase is wrong; the caller wipes it."""
    wrapping = stretch(passphrase, salt=slot.salt, parameters=slot.kdf)
    try:
        return _open_pair(
            slot.pair, wrapping, _user_context(slot.owner.user_id, slot.kdf, slot.salt), binding
        )
    finally:
        wipe(wrapping)


def open_recovery_slot(slot: RecoverySlot, *, recovery_key: bytearray, binding: Binding) -> bytearray | None:
    """Return the data key, or None when the recovery key is another one; the caller wipes it."""
    wrapping = _recovery_wrapping(recovery_key, binding)
    try:
        return _open_pair(slot.pair, wrapping, b"recovery", binding)
    finally:
        wipe(wrapping)


def reseal(pair: KeyPair, *, data_key: bytearray, binding: Binding) -> KeyPair:
    """Return a pair with another data key sealed to it; its private half stays as it is."""
    return KeyPair(pair.public, pair.private, _seal(pair.public, data_key, binding))


def _make_pair(wrapping: bytearray, context: bytes, *, data_key: bytearray, binding: Binding) -> KeyPair:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    raw = bytearray(private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    try:
        box = _encrypt(wrapping, raw, _private_context(context, public, binding))
    finally:
        wipe(raw)
    return KeyPair(public, box, _seal(public, data_key, binding))


def _open_pair(pair: KeyPair, wrapping: bytearray, context: bytes, binding: Binding) -> bytearray | None:
    raw = _decrypt(wrapping, pair.private, _private_context(context, pair.public, binding))
    if raw is None:
        return None
    try:
        return _unseal(pair, raw, binding)
    finally:
        wipe(raw)


def _seal(public: bytes, data_key: bytearray, binding: Binding) -> SealedKey:
    ephemeral = X25519PrivateKey.generate()
    ephemeral_public = ephemeral.public_key().public_bytes_raw()
    shared = bytearray(ephemeral.exchange(X25519PublicKey.from_public_bytes(public)))
    context = _sealed_context(ephemeral_public, public, binding)
    key = expand(shared, salt=b"ccmdesk sealed data key 1", info=context)
    try:
        return SealedKey(ephemeral_public, _encrypt(key, data_key, context))
    finally:
        wipe(shared)
        wipe(key)


def _unseal(pair: KeyPair, raw_private: bytearray, binding: Binding) -> bytearray | None:
    try:
        private = X25519PrivateKey.from_private_bytes(raw_private)
        shared = bytearray(private.exchange(X25519PublicKey.from_public_bytes(pair.sealed.ephemeral)))
    except ValueError:  # a hostile public key of low order
        return None
    context = _sealed_context(pair.sealed.ephemeral, pair.public, binding)
    key = expand(shared, salt=b"ccmdesk sealed data key 1", info=context)
    try:
        return _decrypt(key, pair.sealed.box, context)
    finally:
        wipe(shared)
        wipe(key)


def _recovery_wrapping(recovery_key: bytearray, binding: Binding) -> bytearray:
    if len(recovery_key) != KEY_BYTES:
        raise ValueError("a recovery key is 32 bytes")
    return expand(recovery_key, salt=b"ccmdesk recovery key 1", info=binding.database_id.encode("ascii"))


def _encrypt(key: bytearray, secret: bytearray, context: bytes) -> Box:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Box(nonce, AESGCM(key).encrypt(nonce, secret, context))


def _decrypt(key: bytearray, box: Box, context: bytes) -> bytearray | None:
    opened = bytearray(KEY_BYTES)
    try:
        AESGCM(key).decrypt_into(box.nonce, box.ciphertext, context, opened)
    except InvalidTag:
        return None
    return opened


def _user_context(user_id: int, kdf: KdfParameters, salt: bytes) -> bytes:
    cost = f"user {user_id} argon2id {kdf.memory_kib} {kdf.passes} {kdf.lanes} "
    return cost.encode("ascii") + salt


def _private_context(context: bytes, public: bytes, binding: Binding) -> bytes:
    return b"ccmdesk private half 1 " + binding.database_id.encode("ascii") + public + context


def _sealed_context(ephemeral: bytes, public: bytes, binding: Binding) -> bytes:
    practice = f"ccmdesk data key 1 {binding.generation} {binding.database_id} "
    return practice.encode("ascii") + ephemeral + public
