/** The pure core among crashes, take-overs and a bad network, decided by a seed. */
package io.interlock.router.simulation;
