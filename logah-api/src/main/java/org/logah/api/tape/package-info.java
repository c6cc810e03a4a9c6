/**
 * Reverse-mode differentiation over the operations of {@link org.logah.api.Backend}, for backends
 * that have none of their own.
 */
package org.logah.api.tape;
