/** Meta-training: gradient descent on a hypernetwork through the networks it predicts. */
package org.logah.ghn.training;
