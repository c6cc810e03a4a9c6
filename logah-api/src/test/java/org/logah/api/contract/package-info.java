/**
 * What every backend must do, as tests: {@link org.logah.api.contract.BackendContract} is
 * subclassed by each backend's module and runs all of them, one nested class per family of
 * operations.
 */
package org.logah.api.contract;
